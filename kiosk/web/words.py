"""Which words and pictograms stand for what: tables from the domain to the texts' keys."""

from dataclasses import dataclass

from kiosk.domain.item import Category
from kiosk.domain.outcome import Outcome
from kiosk.domain.text import plain
from kiosk.settings import CATEGORIES
from kiosk.web.texts import say

WORD = {Outcome.REUSE: "w_reuse", Outcome.REPAIR: "w_repair", Outcome.RECYCLE: "w_recycle", None: "w_aside"}
"""The word across a verdict; None is set aside."""

NAME = {Outcome.REUSE: "n_reuse", Outcome.REPAIR: "n_repair", Outcome.RECYCLE: "n_recycle", None: "n_aside"}
"""The outcome's name on tiles and lists."""

IN_SENTENCE = {Outcome.REUSE: "l_reuse", Outcome.REPAIR: "l_repair", Outcome.RECYCLE: "l_recycle"}
"""The outcome's name inside a sentence."""

WHY = {Outcome.REUSE: "why_reuse", Outcome.REPAIR: "why_repair", Outcome.RECYCLE: "why_recycle", None: "why_aside"}

SILENCE = {
    "late": "silent_late",
    "dead": "silent_dead",
    "wrong": "silent_wrong",
    "too_large": "silent_too_large",
    "off": "silent_off",
}
"""Why a plugin said nothing, by cause."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: what it stands for, its pictogram, its text's key."""

    id: str
    pictogram: str
    key: str


DANGERS = (
    Tile("battery", "swollen", "hz_batt"),
    Tile("burnt", "fire", "hz_fire"),
    Tile("tube", "crt", "hz_crt"),
    Tile("gas", "snow", "hz_cfc"),
    Tile("asbestos", "heater", "hz_asbestos"),
    Tile("mercury", "thermo", "hz_mercury"),
)
"""What staff can report by themselves; ``other`` has its own button."""

_BROKEN = Tile("broken", "broken", "broken")
_DIRTY = Tile("dirty", "dirty", "o_dirty")
_NOT_WORKING = Tile("not_working", "worksnot", "o_works")
_PART_GONE = Tile("part_gone", "part", "part")
_WRONG_ITEM = Tile("wrong_item", "wrongitem", "o_item")
_OTHER = Tile("other", "other", "other_x")
REASONS = {
    Outcome.REUSE: (Tile("works", "works", "o_fine"), Tile("looks_good", "clean", "o_looks"), _WRONG_ITEM, _OTHER),
    Outcome.REPAIR: (_NOT_WORKING, _BROKEN, _PART_GONE, Tile("quick_repair", "gear", "o_worth"), _WRONG_ITEM, _OTHER),
    Outcome.RECYCLE: (_NOT_WORKING, _BROKEN, _DIRTY, Tile("old", "old", "o_old"), _WRONG_ITEM, _OTHER),
}
"""Why staff choose an outcome that was not the verdict's."""

CHOSEN = "chosen"
"""The reason where no verdict was overruled: staff were asked to pick."""
_SCRAP = Tile("scrap", "broken", "kapot")
"""The reason of *Kapot*, which is no tile among the others."""


def category_name(category: Category | None) -> str:
    """Return what the kind of appliance is called, also one the site made up."""
    if category is None:
        return say("item")
    if category == "other":
        return say("other_x")
    return say(category) if category in CATEGORIES else plain(category, 24)


def detail_name(what: str, code: str) -> str:
    """Return what the screens call the detail of a step: a category, the reason of a choice, a danger; empty for any other."""
    tiles = {"reason": (_SCRAP, *(each for reasons in REASONS.values() for each in reasons)), "kind": DANGERS}.get(what, ())
    if what == "category":
        return category_name(code)
    return next((say(each.key) for each in tiles if each.id == code), "")
