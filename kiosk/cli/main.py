"""``kiosk``: the words, and how mistakes are told."""

import logging
import sys
from pathlib import Path

import click

from kiosk import __version__
from kiosk.bootstrap.log import log_as
from kiosk.cli import appliance, cards, doctor, hub, look, outbox, plugin, practice, roles, staff, tags
from kiosk.errors import KioskError
from kiosk.settings import Settings, load


class _Kiosk(click.Group):
    """A group that tells every mistake of ours in one sentence with its code."""

    def invoke(self, context: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(context)
        except KioskError as mistake:
            click.echo(f"{mistake} [{mistake.code}]", err=True)
            sys.exit(2)


@click.group(cls=_Kiosk)
@click.version_option(__version__, message="%(version)s")
@click.option("--settings", "settings_file", type=click.Path(path_type=Path), envvar="KIOSK_SETTINGS", help="Settings file (TOML).")
@click.pass_context
def main(context: click.Context, settings_file: Path | None) -> None:
    """Scan an appliance, triage it as reuse, repair or recycle, tell the hub."""
    log_as("command", level=logging.WARNING)
    settings: Settings = load(settings_file)
    context.obj = settings
    context.meta["settings_file"] = settings_file


for _command in (
    *roles.COMMANDS,
    *look.COMMANDS,
    *outbox.COMMANDS,
    *hub.COMMANDS,
    *doctor.COMMANDS,
    *tags.COMMANDS,
    *cards.COMMANDS,
    *staff.COMMANDS,
    *practice.COMMANDS,
    *plugin.COMMANDS,
    *appliance.COMMANDS,
):
    main.add_command(_command)
