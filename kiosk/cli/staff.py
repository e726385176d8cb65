"""``kiosk staff``: who works here. Names stay on this kiosk; events hold ids."""

import click

from kiosk.bootstrap.staff import add_member, remove_member, set_pin, staff_members
from kiosk.domain.staff import SIGNS
from kiosk.domain.text import plain
from kiosk.settings import Settings

LONGEST_NAME = 22


@click.group()
def staff() -> None:
    """Say who works here, and who is a supervisor."""


@staff.command(name="list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """List the people of this kiosk."""
    for each in staff_members(settings):
        role = ("supervisor" if each.pin else "supervisor without PIN") if each.is_supervisor else ""
        click.echo(f"{each.id}  {each.sign:<8}{plain(each.name)}  {role}".rstrip())


@staff.command()
@click.argument("name")
@click.option("--sign", type=click.Choice(SIGNS), default=SIGNS[0], show_default=True, help="The pictogram the person taps.")
@click.option("--supervisor", is_flag=True, help="Ask for a PIN: with it and a badge the supervisor's pages open.")
@click.pass_obj
def add(settings: Settings, name: str, sign: str, *, supervisor: bool) -> None:
    """Add a person; the id that is shown goes into events."""
    member = add_member(settings, plain(name, LONGEST_NAME), sign, is_supervisor=supervisor)
    click.echo(f"{member.id}  {member.sign}  {member.name}")
    if supervisor:
        set_pin(settings, member.id, _asked())
        click.echo(f"PIN set. Lay the badge on the reader, then: kiosk tags list; kiosk tags link MARK badge {member.id}")


@staff.command()
@click.argument("member")
@click.pass_obj
def pin(settings: Settings, member: str) -> None:
    """Set the PIN of the person with the id MEMBER, who is a supervisor from then on."""
    set_pin(settings, member, _asked())
    click.echo(f"PIN of {member} set.")


@staff.command()
@click.argument("member")
@click.pass_obj
def remove(settings: Settings, member: str) -> None:
    """Forget the person with the id MEMBER; what they did stays in the trail under the id."""
    remove_member(settings, member)
    click.echo(f"{member} removed.")


def _asked() -> str:
    asked: str = click.prompt("PIN (6 digits or more)", hide_input=True, confirmation_prompt=True)
    return asked


COMMANDS = (staff,)
