"""The sheet of command cards: one page of HTML that needs nothing beside it, to print on A4 and to cut out."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from flask import Flask, render_template

from kiosk.domain.command import CardName
from kiosk.domain.text import LANGUAGES
from kiosk.settings import Site
from kiosk.web.cards import Face, faces
from kiosk.web.texts import COOKIE, speak

CARDS_A_PAGE = 14
PICTOGRAMS = Path(__file__).parent / "static" / "pictograms.svg"
Bars: TypeAlias = tuple[bool, ...]
"""The modules of a printed code from left to right; True is a bar."""


@dataclass(frozen=True, slots=True)
class Printed:
    """One card as it is printed."""

    face: Face
    others: tuple[str, ...]
    """Its word in the other languages, each once."""
    text: str
    bars: Bars


def card_sheet(site: Site, language: str, text_of: Callable[[CardName], str], bars_of: Callable[[str], Bars]) -> str:
    """Return the sheet of a site's cards, in one language with the other three beneath.

    :param text_of: what is printed on the card of a name.
    :param bars_of: a text as bars.
    """
    app = Flask(__name__)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    speak(app, language)
    spoken = {each: _spoken(app, site, each) for each in LANGUAGES}
    cards = tuple(_printed(spoken, language, text_of, bars_of))
    pages = [cards[start : start + CARDS_A_PAGE] for start in range(0, len(cards), CARDS_A_PAGE)]
    with app.test_request_context():
        drawings = PICTOGRAMS.read_text(encoding="utf-8")
        return render_template("card_sheet.html", language=language, site=site.name, pages=pages, drawings=drawings)


def _printed(
    spoken: Mapping[str, tuple[Face, ...]], language: str, text_of: Callable[[CardName], str], bars_of: Callable[[str], Bars]
) -> Iterator[Printed]:
    for place, face in enumerate(spoken[language]):
        others = (said[place].word for said in spoken.values())
        text = text_of(face.name)
        yield Printed(face, tuple(dict.fromkeys(word for word in others if word != face.word)), text, bars_of(text))


def _spoken(app: Flask, site: Site, language: str) -> tuple[Face, ...]:
    with app.test_request_context(headers={"Cookie": f"{COOKIE}={language}"}):
        return faces(site)
