"""``kiosk doctor``: what is wrong with a device, and what to check."""

import sys

import click

from kiosk.bootstrap.capture import camera_findings
from kiosk.bootstrap.checkup import as_code, as_json, checkups, leave_for_screen, worst
from kiosk.bootstrap.rfid import FAULTS, findings, write_tag
from kiosk.domain.text import plain
from kiosk.ports.health import Checkup, Light
from kiosk.settings import Settings

WRONG = 1


LAMP = {Light.GREEN: ("green", "ok   "), Light.AMBER: ("yellow", "AMBER"), Light.RED: ("red", "RED  ")}


@click.group(invoke_without_command=True)
@click.option("--json", "as_program", is_flag=True, help="The page for a program.")
@click.option("--qr", is_flag=True, help="A QR code with what is not green, to read off the screen with a phone.")
@click.option("--screen", is_flag=True, help="Leave that code for the kiosk's own screen, behind Devices; systemd does it every hour.")
@click.pass_context
def doctor(context: click.Context, *, as_program: bool, qr: bool, screen: bool) -> None:
    """Examine this kiosk: one page of green, amber and red, each with a remedy. Exit 1: something is red."""
    if context.invoked_subcommand:
        return
    found = list(checkups(context.obj))
    if as_program:
        click.echo(as_json(context.obj, found))
    elif screen:
        leave_for_screen(context.obj, as_code(context.obj, found))
        return
    elif qr:
        import segno

        code = segno.make(as_code(context.obj, found), error="l", micro=False)
        code.terminal(out=sys.stdout, compact=True)
    else:
        for each in found:
            _print(each)
    if worst(found) is Light.RED:
        sys.exit(WRONG)


def _print(line: Checkup) -> None:
    colour, word = LAMP[line.light]
    click.echo(f"{click.style(word, fg=colour)}  {line.name:<16} {plain(line.said, 200)}")
    if line.remedy:
        click.echo(f"{'':<24}-> {line.remedy}")


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
