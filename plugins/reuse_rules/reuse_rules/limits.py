"""What this site calls uneconomic, obsolete or not to be tried at the counter, and how much it may ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.plugin_api import HAZARD, Answers, Item

MOST = 2
"""Questions beside the one about dangers, where taps allow: two with a code, four without."""
OFF = {
    "obsolete_before": "obsolete_before is not set: the rule on very old appliances is off.",
    "energy_fails_before": "energy_fails_before is not set: the rule on the energy requirement is off.",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings of the site, as values."""

    uneconomic: frozenset[str] = frozenset()
    no_market: frozenset[str] = frozenset()
    obsolete_before: int | None = None
    energy_fails_before: int | None = None
    tested_later: frozenset[str] = frozenset()
    second_page: frozenset[str] = frozenset()
    containers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Numbers of containers by category."""

    @property
    def off(self) -> tuple[str, ...]:
        """The rules whose threshold nobody has confirmed or set, as sentences."""
        return tuple(sentence for name, sentence in OFF.items() if getattr(self, name) is None)

    def is_obsolete(self, item: Item) -> bool:
        """Tell whether every year it may have been made is too long ago."""
        return self.obsolete_before is not None and bool(item.years) and max(item.years) < self.obsolete_before

    def is_tested_later(self, item: Item) -> bool:
        """Tell whether nobody can try it at the counter."""
        return item.category in self.tested_later

    def room(self, item: Item, answers: Answers) -> int:
        """Return how many questions fit: a question about dangers takes one, so does turning the page of tiles."""
        is_far = not item.readings and item.category in self.second_page
        return MOST - int(HAZARD in answers) - int(is_far)


def limits_of(settings: Mapping[str, object]) -> Limits:
    """Return the limits in a site's settings."""
    return Limits(
        uneconomic=_names(settings["uneconomic"]),
        no_market=_names(settings["no_market"]),
        obsolete_before=_year(settings["obsolete_before"]),
        energy_fails_before=_year(settings["energy_fails_before"]),
        tested_later=_names(settings["tested_later"]),
        second_page=_names(settings["second_page"]),
        containers=_containers(_names(settings["containers"])),
    )


def _year(setting: object) -> int | None:
    return setting if isinstance(setting, int) else None


def _names(setting: object) -> frozenset[str]:
    return frozenset(setting) if isinstance(setting, list | tuple) else frozenset()


def _containers(entries: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """Return the numbers by category; an entry without a number stands under the empty name."""
    pairs = [each.partition(":") for each in sorted(entries)]
    categories = {category if number else "" for category, _, number in pairs}
    return {name: frozenset(number for category, _, number in pairs if category == name) for name in categories}
