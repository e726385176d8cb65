"""The hooks. They are methods, because the table of odds must be kept somewhere."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from kiosk.plugin_api import Answers, Item, Opinion, Outcome, Reason, Site, Today, hookimpl
from repair_odds.odds import Odds, read
from repair_odds.traits import Appliance

RELEASED = 2026
"""The year ages are counted to where the kiosk does not know the day."""
SHARE = 0.5
"""Of the odds that becomes confidence: below the kiosk's threshold even where everything was repaired."""
SOURCE = "Open Repair Data, Open Repair Alliance (openrepair.org), CC BY-SA 4.0"


class RepairOdds:
    """What the plugin says, by the table of odds."""

    def __init__(self) -> None:
        self._odds = Odds(0.0, {}, {})
        self._kinds = _kinds()

    @hookimpl
    def configure(self, settings: Mapping[str, object], site: Site) -> None:
        """Read the table; there is nothing to set."""
        del settings, site
        self._odds = read()

    @hookimpl
    def assess(self, item: Item, answers: Answers, today: Today) -> list[Opinion]:
        """Say how many of such appliances were repaired, unless this one works or is of no known kind."""
        kind = self._kinds.get(item.category or "")
        if kind is None or kind.category not in self._odds.cases or answers.get("works") == "yes":
            return []
        ages: list[float | None] = [float((today.year or RELEASED) - year) for year in item.years]
        told = [self._odds.probability(Appliance(kind.category, kind.product_type, item.brand or "", age)) for age in ages or [None]]
        return [_opinion(sum(told) / len(told), self._odds.cases[kind.category])]


def _opinion(probability: float, cases: int) -> Opinion:
    often = round(10 * probability)
    texts = {
        "nl": f"{often} op 10 hersteld ({cases} gevallen).",
        "fr": f"{often} sur 10 réparés ({cases} cas).",
        "en": f"{often} in 10 repaired ({cases} cases).",
        "de": f"{often} von 10 repariert ({cases} Fälle).",
    }
    return Opinion(Outcome.REPAIR, round(SHARE * probability, 4), Reason("odds.repaired", texts, SOURCE))


def _kinds() -> Mapping[str, Appliance]:
    tree = tomllib.loads(Path(__file__).with_name("categories.toml").read_text(encoding="utf-8"))
    return {category: Appliance(**words) for category, words in tree.items()}
