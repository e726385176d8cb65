"""``kiosk practice``: the site's own items to practise on, made from photographs."""

from pathlib import Path

import click

from kiosk.bootstrap.practice import Described, add_item, practice_folder, remove_item
from kiosk.domain.text import plain
from kiosk.errors import PracticeItemUnusable
from kiosk.settings import Settings


@click.group()
def practice() -> None:
    """Make practice items from photographs of things that came here."""


@practice.command(name="list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """List the site's own items, and what is wrong with those that are left out."""
    for name, each in practice_folder(settings).items().items():
        if isinstance(each, PracticeItemUnusable):
            click.echo(f"{name}  {each} [{each.code}]")
        else:
            click.echo(f"{name}  {each.category}  {', '.join(each.clues)}".rstrip())


@practice.command()
@click.argument("name")
@click.argument("photograph", type=click.Path(path_type=Path))
@click.option("--category", required=True, help="What the thing is, as staff would choose it.")
@click.option("--clue", "clues", multiple=True, help="What can be seen or is told, such as works or dirty; up to two.")
@click.option("--answer", "answers", multiple=True, help="What an attendant would answer, as question=choice.")
@click.option("--hint", default="", help="What the item teaches, in one short Dutch sentence.")
@click.pass_obj
def add(settings: Settings, /, name: str, photograph: Path, **said: str | tuple[str, ...]) -> None:
    """Make an item called NAME from a PHOTOGRAPH: it is made small, and place and time are taken out of it."""
    answers = dict(_pair(each) for each in said["answers"])
    described = Described(_name(name), str(said["category"]), tuple(said["clues"]), answers, str(said["hint"]))
    item = add_item(settings, photograph, described)
    click.echo(f"{name} added: {item.category}. Try it on the screen: the rules say what is right.")


@practice.command()
@click.argument("name")
@click.pass_obj
def remove(settings: Settings, name: str) -> None:
    """Take the item NAME away."""
    remove_item(settings, _name(name))
    click.echo(f"{name} removed.")


def _name(name: str) -> str:
    if not name.replace("-", "").replace("_", "").isalnum() or not name.isascii() or len(name) > 40:  # noqa: PLR2004
        message = f"'{plain(name, 40)}' is no name: take letters, digits, - and _, at most 40"
        raise click.BadParameter(message, param_hint="NAME")
    return name


def _pair(answer: str) -> tuple[str, str]:
    question, equals, choice = answer.partition("=")
    if not equals:
        message = f"'{plain(answer)}' is not question=choice"
        raise click.BadParameter(message, param_hint="--answer")
    return question, choice


COMMANDS = (practice,)
