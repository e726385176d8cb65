"""A notice of a recall, and whether an item is what it is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from kiosk.plugin_api import Item
from recalls.spelling import gtin, spelt


class Likeness(IntEnum):
    """How much an item is what a notice is about."""

    NONE = 0
    SORT = 1
    """Same brand and category, made in the window of production."""
    MODEL = 2
    """Same brand and model."""
    EXACT = 3
    """The very product code."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What counts of one notice; the fields are those of Safety Gate."""

    reference: str
    published: str
    name: str
    risks: tuple[str, ...]
    picture: str
    brands: frozenset[str]
    models: frozenset[str]
    barcodes: frozenset[int]
    category: str
    produced: tuple[int, int] | None
    """First and last year of production; None where the notice names none."""

    @property
    def text(self) -> str:
        """What staff read: name, risk, reference."""
        return " · ".join(each for each in (self.name, ", ".join(self.risks), self.reference) if each)

    def likeness(self, item: Item) -> Likeness:
        """Return how much the item is what the notice is about."""
        if any(gtin(reading.gtin or "") in self.barcodes for reading in item.readings if reading.gtin):
            return Likeness.EXACT
        if not item.brand or spelt(item.brand) not in self.brands:
            return Likeness.NONE
        model = spelt(item.model or "")
        if model and self.models:
            return Likeness.MODEL if model in self.models else Likeness.NONE
        return Likeness.SORT if self._is_sort(item) else Likeness.NONE

    def _is_sort(self, item: Item) -> bool:
        """Tell whether category and a candidate year fit; a notice without a window would stop the whole brand."""
        if self.produced is None or not self.category or item.category != self.category:
            return False
        first, last = self.produced
        return any(first <= year <= last for year in item.years)


def notice_of(row: Mapping[str, Any]) -> Notice:
    """Return the notice of its fields; what is missing or of another type counts as not said."""
    return Notice(
        reference=_text(row, "reference"),
        published=_text(row, "published"),
        name=_text(row, "name"),
        risks=_texts(row, "risks"),
        picture=_text(row, "picture"),
        brands=frozenset(filter(None, map(spelt, _texts(row, "brands")))),
        models=frozenset(filter(None, map(spelt, _texts(row, "models")))),
        barcodes=frozenset(filter(None, map(gtin, _texts(row, "barcodes")))),
        category=_text(row, "category"),
        produced=_years(_texts(row, "produced")),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _texts(row: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = row.get(name)
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _years(days: tuple[str, ...]) -> tuple[int, int] | None:
    years = [int(each[:4]) for each in days if each[:4].isdecimal()]
    return (min(years), max(years)) if years else None
