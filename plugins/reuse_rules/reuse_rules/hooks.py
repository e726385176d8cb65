"""The hooks. They are methods, because the limits of the site must be kept somewhere."""

from collections.abc import Mapping, Sequence

from kiosk.plugin_api import UNSURE, Answers, Destination, Item, Opinion, Problem, Question, Route, Site, Verdict, Veto, hookimpl
from reuse_rules.limits import Limits, limits_of
from reuse_rules.rules import Rules, read

PREFERENCE = 0.5
"""A partner who asks for the item today may wish more strongly."""


class ReuseRules:
    """What the plugin says, by the table and the limits of its site."""

    def __init__(self) -> None:
        self._rules: Rules = read()
        self._limits = Limits()

    @hookimpl
    def configure(self, settings: Mapping[str, object], site: Site) -> None:
        """Take the limits of the site."""
        del site
        self._limits = limits_of(settings)

    @hookimpl
    def self_check(self) -> list[Problem]:
        """Say which rule is off."""
        if "" in self._limits.containers:
            return [Problem("containers has an entry that is not category:number; write it as fridge:7.", fatal=True)]
        return [Problem(each) for each in self._limits.off]

    @hookimpl
    def questions(self, item: Item, answers: Answers) -> list[Question]:
        """Ask how it looks and whether it works, one of them or nothing, as far as the taps allow."""
        room = self._limits.room(item, answers)
        wanted = self._rules.questions if room > 1 or self._limits.is_tested_later(item) else self._rules.once
        known = self._with_what_is_known(item, answers)
        return [each for each in wanted if each.id not in known] if room else []

    @hookimpl
    def assess(self, item: Item, answers: Answers) -> list[Opinion]:
        """Speak for what the answers come to."""
        known = self._with_what_is_known(item, answers)
        return [each.says for each in self._rules.opinions if each.applies(known)]

    @hookimpl
    def veto(self, item: Item, answers: Answers) -> list[Veto]:
        """Object where the law or the site leaves no choice."""
        rules, limits = self._rules, self._limits
        objections = [each.says for each in rules.vetoes if each.applies(answers)]
        checks = (
            (answers.get("works") == "no" and item.category in limits.uneconomic, rules.uneconomic),
            (limits.is_obsolete(item), rules.obsolete),
            (item.category in limits.no_market, rules.no_market),
            (rules.energy.applies(item, limits.energy_fails_before), rules.energy.says),
            (rules.market_pc.applies(item, rules.market_pc.before), rules.market_pc.says),
        )
        return [*objections, *(says for applies, says in checks if applies)]

    @hookimpl
    def route(self, item: Item, verdict: Verdict, destinations: Sequence[Destination]) -> list[Route]:
        """Wish for the container this site keeps for the category."""
        del verdict
        wanted = self._limits.containers.get(item.category or "", frozenset())
        return [Route(each.id, PREFERENCE, self._rules.container) for each in destinations if each.id in wanted]

    def _with_what_is_known(self, item: Item, answers: Answers) -> Answers:
        """Return the answers with what follows from questions nobody is asked.

        Where there is room for one question, nothing worse than its answer was seen; what nobody can
        try at the counter, or has no room to ask, is tested later.
        """
        room = self._limits.room(item, answers)
        later = {"works": UNSURE} if room == 0 or self._limits.is_tested_later(item) else {}
        looks = {"condition": "good"} if room == 0 or (room == 1 and not later) else {}
        return {**looks, **later, **answers}
