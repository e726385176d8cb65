"""``kiosk plugin``: write, check, try and install plugins."""

import click

from kiosk.cli import plugin_kit


@click.group()
def plugin() -> None:
    """Write, check and install plugins."""


for _command in plugin_kit.COMMANDS:
    plugin.add_command(_command)

COMMANDS = (plugin,)
