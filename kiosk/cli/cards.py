"""``kiosk cards``: cards that press the buttons of the screen, for hands that cannot."""

from pathlib import Path

import click

from kiosk.bootstrap.cards import print_cards
from kiosk.domain.text import LANGUAGES
from kiosk.settings import Settings


@click.group()
def cards() -> None:
    """Print cards that press the screen's buttons through the hand scanner, and codes for containers."""


@cards.command(name="print")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", type=click.Choice(LANGUAGES), help="The large word on each card; the others stand beneath.")
@click.pass_obj
def print_(settings: Settings, file: Path, language: str | None) -> None:
    """Write the sheet of this site's cards to FILE, a web page to print on A4."""
    print_cards(settings, file, language or settings.web.language)
    click.echo(f"{file}: open it in a browser, print it on A4 at full size, cut the cards out.")


COMMANDS = (cards,)
