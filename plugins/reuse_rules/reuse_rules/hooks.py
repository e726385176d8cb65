"""The hooks. They are methods, because the settings of the site must be kept somewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.plugin_api import UNSURE, Answers, Destination, Item, Opinion, Problem, Question, Route, Site, Verdict, Veto, hookimpl
from reuse_rules.rules import Rules, read

PREFERENCE = 0.5
"""A partner who asks for the item today may wish more strongly."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What this site calls uneconomic, obsolete and not to be tried at the counter."""

    uneconomic: frozenset[str] = frozenset()
    obsolete_before: int | None = None
    tested_later: frozenset[str] = frozenset()
    containers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Numbers of containers by category."""

    def is_uneconomic(self, item: Item) -> bool:
        """Tell whether nobody here repairs such an item."""
        return item.category in self.uneconomic

    def is_obsolete(self, item: Item) -> bool:
        """Tell whether every year it may have been made is too long ago."""
        return self.obsolete_before is not None and bool(item.years) and max(item.years) < self.obsolete_before


class ReuseRules:
    """What the plugin says, by the table and the limits of its site."""

    def __init__(self) -> None:
        self._rules: Rules = read()
        self._limits = Limits()

    @hookimpl
    def configure(self, settings: Mapping[str, object], site: Site) -> None:
        """Take the limits of the site."""
        del site
        before = settings["obsolete_before"]
        self._limits = Limits(
            uneconomic=_names(settings["uneconomic"]),
            obsolete_before=before if isinstance(before, int) else None,
            tested_later=_names(settings["tested_later"]),
            containers=_containers(_names(settings["containers"])),
        )

    @hookimpl
    def self_check(self) -> list[Problem]:
        """Say which rule is off."""
        if "" in self._limits.containers:
            return [Problem("containers has an entry that is not category:number; write it as fridge:7.", fatal=True)]
        if self._limits.obsolete_before is None:
            return [Problem("obsolete_before is not set: the rule on very old appliances is off.")]
        return []

    @hookimpl
    def questions(self, item: Item, answers: Answers) -> list[Question]:
        """Ask how it looks, and whether it works where somebody can know."""
        return [each for each in self._rules.questions if each.id not in self._with_what_is_known(item, answers)]

    @hookimpl
    def assess(self, item: Item, answers: Answers) -> list[Opinion]:
        """Speak for what the answers come to."""
        known = self._with_what_is_known(item, answers)
        return [each.says for each in self._rules.opinions if each.applies(known)]

    @hookimpl
    def veto(self, item: Item, answers: Answers) -> list[Veto]:
        """Object where the law or the site leaves no choice."""
        objections = [each.says for each in self._rules.vetoes if each.applies(answers)]
        if answers.get("works") == "no" and self._limits.is_uneconomic(item):
            objections.append(self._rules.uneconomic)
        if self._limits.is_obsolete(item):
            objections.append(self._rules.obsolete)
        return objections

    @hookimpl
    def route(self, item: Item, verdict: Verdict, destinations: Sequence[Destination]) -> list[Route]:
        """Wish for the container this site keeps for the category."""
        del verdict
        wanted = self._limits.containers.get(item.category or "", frozenset())
        return [Route(each.id, PREFERENCE, self._rules.container) for each in destinations if each.id in wanted]

    def _with_what_is_known(self, item: Item, answers: Answers) -> Answers:
        """Return the answers with *Weet niet* for what nobody can try at the counter."""
        return {"works": UNSURE, **answers} if item.category in self._limits.tested_later else answers


def _names(setting: object) -> frozenset[str]:
    return frozenset(setting) if isinstance(setting, list | tuple) else frozenset()


def _containers(entries: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """Return the numbers by category; an entry without a number stands under the empty name."""
    pairs = [each.partition(":") for each in sorted(entries)]
    categories = {category if number else "" for category, _, number in pairs}
    return {name: frozenset(number for category, _, number in pairs if category == name) for name in categories}
