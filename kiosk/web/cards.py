"""Which button bears which command card's name, and what a card is called and looks like.

What is not in the tables has no card: a STOP's buttons, another verdict with its reasons, a
correction, the PIN pad and the supervisor's pages.
"""

from dataclasses import dataclass

from kiosk.domain.command import CONTAINER, DANGER, KIND, LANGUAGE, CardName, fits_a_card
from kiosk.settings import Site
from kiosk.web.texts import say
from kiosk.web.words import DANGERS, category_name

_CARDS = {
    "counter.confirm": "confirm",
    "counter.back": "back",
    "counter.home": "back",
    "counter.scrap": "scrap",
    "counter.undo": "undo",
    "counter.done": "done",
    "afterwards.placed": "placed",
    "afterwards.full": "full",
    "afterwards.keep": "keep",
    "pages.no_code": "nocode",
    "pages.danger": "danger",
    "pages.recent": "recent",
    "pages.why": "why",
    "who.ask": "who",
    "pages.languages": "language",
    "labels.show": "label",
    "labels.again": "again",
    "practice.show": "practice",
    "practice.why": "why",
    "practice.go_on": "done",
    "practice.leave": "back",
}
_BY_VALUE = {
    "counter.name": KIND,
    "counter.danger": DANGER,
    "counter.same": "",
    "practice.guess": "",
    "pages.speak": LANGUAGE,
}
"""Buttons that differ by their value only: how the card's name begins."""
_AHEAD = {KIND: ("nocode more less", "/intake/name", "category"), DANGER: ("danger", "/intake/danger", "kind")}
"""Tiles of the next page: a card may skip the page wherever the button that leads to it is."""
_FACES = {
    "confirm": ("check", "ok"),
    "back": ("back", "back"),
    "done": ("next", "go"),
    "undo": ("undo", "undo"),
    "scrap": ("broken", "kapot"),
    "placed": ("check", "notag"),
    "full": ("cart", "full"),
    "keep": ("swap", "card_keep"),
    "yes": ("check", "yes"),
    "no": ("cross", "no"),
    "unsure": ("question", "dunno"),
    "nocode": ("nocode", "nocode"),
    "danger": ("danger", "danger"),
    "recent": ("clock", "recent"),
    "why": ("why", "why"),
    "who": ("person", "who_short"),
    "language": ("lang", "language"),
    "practice": ("learn", "practise"),
    "label": ("label", "label"),
    "again": ("reload", "label_again"),
    "more": ("next", "more"),
    "less": ("back", "card_less"),
    "reuse": ("sign-reuse", "n_reuse"),
    "repair": ("sign-repair", "n_repair"),
    "recycle": ("sign-recycle", "n_recycle"),
    "aside": ("sign-aside", "n_aside"),
}
_LANGUAGES = {"nl": "Nederlands", "fr": "Français", "en": "English", "de": "Deutsch"}


@dataclass(frozen=True, slots=True)
class Face:
    """What is drawn on a card: its name, its pictogram, its word."""

    name: CardName
    pictogram: str
    word: str


def card_of(endpoint: str, value: str = "") -> CardName:
    """Return the name of the card that presses a button; empty where none may."""
    beginning = _BY_VALUE.get(endpoint)
    return _CARDS.get(endpoint, "") if beginning is None else f"{beginning}{value}"


def ahead(name: CardName) -> dict[str, str]:
    """Return what a card for a tile of the next page sends, and beside which buttons; nothing for other cards."""
    found = next((beginning for beginning in _AHEAD if name.startswith(beginning)), None)
    if found is None:
        return {}
    over, url, field = _AHEAD[found]
    return {"over": over, "url": url, "field": field, "value": name.removeprefix(found)}


def word_of(name: CardName) -> str:
    """Return the word on a card's button, in the language of now; its name where it is one of many."""
    return say(_FACES[name][1]) if name in _FACES else name


def faces(site: Site) -> tuple[Face, ...]:
    """Return every card of a site in the order of the sheet, with its word in the language of now."""
    buttons = [Face(name, pictogram, say(key)) for name, (pictogram, key) in _FACES.items()]
    places = [Face(f"choice-{number}", "star", say("card_choice", number=number)) for number in range(1, 7)]
    dangers = [Face(f"{DANGER}{each.id}", each.pictogram, say(each.key)) for each in DANGERS]
    dangers.append(Face(f"{DANGER}other", "danger", say("other_x")))
    kinds = [Face(f"{KIND}{each}", each, category_name(each)) for each in site.categories]
    carts = [Face(f"{CONTAINER}{each.number}".lower(), "cart", say("tag_is_container", number=each.number)) for each in site.containers]
    tongues = [Face(f"{LANGUAGE}{each}", "lang", name) for each, name in _LANGUAGES.items()]
    found = (*carts, *buttons, *places, *dangers, *kinds, *tongues)
    return tuple({each.name: each for each in found if fits_a_card(each.name)}.values())
