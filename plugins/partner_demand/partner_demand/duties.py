"""What makers owe and what bears data: the table, as values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.plugin_api import Answers, Handling, Item, Opinion, Outcome, Reason, Today, Veto


@dataclass(frozen=True, slots=True)
class Duties:
    """The whole table."""

    repaired_by_maker: frozenset[str]
    parts_years: int
    """How long after it was made the maker must have parts."""
    right_to_repair: Opinion
    indexed: frozenset[str]
    indexed_since: int
    repairability_index: Opinion
    wipe: Veto
    """Strikes nothing: it only adds the handling."""

    def opinions(self, item: Item, answers: Answers, today: Today) -> list[Opinion]:
        """Return what speaks for a repair of an item that does not work; too weak to decide."""
        if answers.get("works") != "no":
            return []
        this_year = today.year
        is_too_old = bool(this_year and item.years) and max(item.years) < (this_year or 0) - self.parts_years
        owed = item.category in self.repaired_by_maker and not is_too_old
        scored = item.category in self.indexed and bool(item.years) and min(item.years) >= self.indexed_since
        return [each for each, applies in ((self.right_to_repair, owed), (self.repairability_index, scored)) if applies]


def read() -> Duties:
    """Return the table of this package."""
    tree = tomllib.loads(Path(__file__).with_name("duties.toml").read_text(encoding="utf-8"))
    maker, index = tree["right_to_repair"], tree["repairability_index"]
    return Duties(
        repaired_by_maker=frozenset(maker["categories"]),
        parts_years=maker["years"],
        right_to_repair=_opinion(maker),
        indexed=frozenset(index["categories"]),
        indexed_since=index["since"],
        repairability_index=_opinion(index),
        wipe=Veto(frozenset(), _reason(tree["wipe"]), handling=frozenset({Handling.WIPE})),
    )


def _opinion(row: Mapping[str, Any]) -> Opinion:
    return Opinion(Outcome.REPAIR, row["confidence"], _reason(row))


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(row["code"], row["texts"], row["source"])
