"""``kiosk``: the words, and how mistakes are told."""

import importlib
import logging
import sys
from pathlib import Path

import click

from kiosk import __version__
from kiosk.bootstrap.log import log_as
from kiosk.errors import KioskError
from kiosk.settings import Settings, load

FAMILIES = {
    "roles": ("run", "demo", "enrol"),
    "look": ("read", "triage", "explain"),
    "outbox": ("outbox",),
    "hub": ("hub",),
    "doctor": ("doctor",),
    "tags": ("tags",),
    "cards": ("cards",),
    "staff": ("staff",),
    "practice": ("practice",),
    "plugin": ("plugin",),
    "appliance": ("backup", "restore", "update", "release", "report"),
}
"""The file each word lives in. It is read when the word is said: a role keeps the libraries of no other in memory."""
FAMILY_OF = {word: family for family, words in FAMILIES.items() for word in words}


class _Kiosk(click.Group):
    """A group that looks up its words when they are said, and tells every mistake of ours in one sentence with its code."""

    def list_commands(self, context: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return every word."""
        return sorted(FAMILY_OF)

    def get_command(self, context: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return the command of a word, or None for a word nobody knows."""
        if (family := FAMILY_OF.get(cmd_name)) is None:
            return None
        found: dict[str, click.Command] = {each.name: each for each in importlib.import_module(f"kiosk.cli.{family}").COMMANDS}
        return found[cmd_name]

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
