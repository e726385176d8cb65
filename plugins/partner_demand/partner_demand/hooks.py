"""The hooks. They are methods, because wishes and settings must be kept somewhere."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.plugin_api import Answers, Destination, Item, Opinion, Problem, Reason, Route, Site, Today, Verdict, Veto, hookimpl
from partner_demand.duties import read
from partner_demand.wish import Condition, Wish, wishes_of

NAME = "partner_demand"
FILE = "demand.json"
WANTED = 0.65
"""Within the kiosk's margin of *test it first* (0.7): a shop that tests by itself gets what it wants, a sure verdict stands."""
NEAR, FAR = 0.9, 0.5
"""How strongly a partner at the gate, and one far away, is wished for."""
HALFWAY_KM = 10.0
ELSEWHERE = 0.1
"""How weakly any other container is wished for, where the one that fits belongs to a partner that is full or closed."""
WHY = {"nl": "{} zoekt dit.", "fr": "{} cherche cela.", "en": "{} wants this.", "de": "{} sucht das."}
FULL = {
    "nl": "De partner is vol of dicht.",
    "fr": "Partenaire complet ou fermé.",
    "en": "Partner is full or closed.",
    "de": "Partner voll oder zu.",
}
SOURCE = "the dataset demand: this partner's wish and the room it leased to this kiosk"
MOST_WORDS = 4
"""Of a partner's name that fit into a reason."""


class PartnerDemand:
    """What the plugin says, by its dataset, its table of duties and the settings of the site."""

    def __init__(self) -> None:
        self._duties = read()
        self._wishes: tuple[Wish, ...] = ()
        self._problem = f"{FILE} is missing: nothing is known of what partners want."
        self._data_bearing: frozenset[str] = frozenset()

    @hookimpl
    def configure(self, settings: Mapping[str, object], site: Site) -> None:
        """Read the wishes; a kiosk without them goes on and says so."""
        given = settings["data_bearing"]
        self._data_bearing = frozenset(given) if isinstance(given, list | tuple) else frozenset()
        path = Path(site.datasets) / FILE
        if not site.datasets or not path.exists():
            return
        try:
            tree = json.loads(path.read_text(encoding="utf-8"))
            self._wishes = wishes_of(tree)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            self._problem = f"{FILE} cannot be used, nothing is known of what partners want: {type(error).__name__} {error}"
            return
        self._problem = ""

    @hookimpl
    def self_check(self) -> list[Problem]:
        """Say that there are no wishes."""
        return [Problem(self._problem)] if self._problem else []

    @hookimpl
    def assess(self, item: Item, answers: Answers, today: Today) -> list[Opinion]:
        """Speak for what a partner wants and can take today, and for what its maker must repair."""
        wanted = [each for each in self._open_to(item, today) if each.condition.is_met(answers)]
        return [*(_opinion(each) for each in wanted), *self._duties.opinions(item, answers, today)]

    @hookimpl
    def veto(self, item: Item) -> list[Veto]:
        """Flag what must be wiped; nothing is struck."""
        return [self._duties.wipe] if item.category in self._data_bearing else []

    @hookimpl
    def route(self, item: Item, verdict: Verdict, destinations: Sequence[Destination], today: Today) -> list[Route]:
        """Wish for the containers of partners that want it, the nearest most, and away from those of partners that cannot take it."""
        spoken = {each.reason.code for each in verdict.trail.opinions if each.by in {NAME, ""}}
        wanted = [
            each
            for each in self._open_to(item, today)
            if each.outcome is verdict.outcome and (each.condition is Condition.ANY or _code(each) in spoken)
        ]
        if not (ids := [each.id for each in destinations]):
            return []
        placed = [_route(each, each.container or ids[0]) for each in wanted if not each.container or each.container in ids]
        held = {each.container for each in self._wishes if each.container and each.outcome is verdict.outcome}
        free = [each for each in ids if each not in held]
        away = [Route(each, ELSEWHERE, Reason("demand.full", FULL, SOURCE)) for each in free[:1] if held.intersection(ids)]
        return placed or away

    def _open_to(self, item: Item, today: Today) -> list[Wish]:
        """Return the wishes for such an item that have room today."""
        bears_data = item.category in self._data_bearing
        return [each for each in self._wishes if each.wants(item, bears_data=bears_data) and each.has_room(today)]


def _opinion(wish: Wish) -> Opinion:
    return Opinion(wish.outcome, WANTED, _reason(wish))


def _route(wish: Wish, container: str) -> Route:
    preference = FAR + (NEAR - FAR) * HALFWAY_KM / (HALFWAY_KM + max(0.0, wish.partner.distance_km))
    return Route(container, round(preference, 4), _reason(wish), lease=wish.lease)


def _reason(wish: Wish) -> Reason:
    name = " ".join(wish.partner.name.split()[:MOST_WORDS])
    return Reason(_code(wish), {language: text.format(name) for language, text in WHY.items()}, SOURCE)


def _code(wish: Wish) -> str:
    """Return the reason's code: by it the wish is known again when the item is routed."""
    return "demand." + re.sub(r"[^a-z0-9_.-]", "-", wish.lease.lower())[:56]
