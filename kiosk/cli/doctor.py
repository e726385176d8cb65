"""``kiosk doctor``: what is wrong with a device, and what to check."""

import sys

import click

from kiosk.bootstrap.capture import camera_findings
from kiosk.bootstrap.rfid import FAULTS, findings, write_tag
from kiosk.domain.text import plain
from kiosk.settings import Settings

WRONG = 1


@click.group()
def doctor() -> None:
    """Examine a device step by step."""


@doctor.command()
@click.option("--simulate", type=click.Choice(FAULTS), help="A simulated reader with that fault, to see what would be said.")
@click.option("--write", "text", help="Write this text or link on the sticker that lies on the reader, and read it back.")
def rfid(simulate: str | None, text: str | None) -> None:
    """Examine the tag reader; stop 'kiosk run capture' before. Exit 1: something is wrong with it."""
    for each in findings(simulate):
        click.echo(f"{'well' if each.is_well else 'WRONG':<7}{each.step:<10}{plain(each.said, 200)}")
        if not each.is_well:
            click.echo(f"       {'':<10}{each.remedy}")
            sys.exit(WRONG)
    if text:
        click.echo(f"well   written   tag {write_tag(text, simulate)} holds it")


@doctor.command()
@click.pass_obj
def camera(settings: Settings) -> None:
    """Examine the camera of the settings; stop 'kiosk run capture' before. Exit 1: something is wrong with it."""
    wrong = False
    for each in camera_findings(settings):
        click.echo(f"{'well' if each.is_well else 'WRONG':<7}{each.step:<10}{plain(each.said, 200)}")
        if not each.is_well:
            wrong = True
            click.echo(f"       {'':<10}{each.remedy}")
    if wrong:
        sys.exit(WRONG)


COMMANDS = (doctor,)
