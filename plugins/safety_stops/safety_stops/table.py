"""The dangers and streams, read from the TOML tables beside this file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kiosk.plugin_api import LANGUAGES, Category, Order, Texts

UNKNOWN = frozenset({None, "other"})
"""Categories that say nothing: everything is possible then."""


@dataclass(frozen=True, slots=True)
class Where:
    """In which appliances something is found."""

    categories: frozenset[Category]
    last_year: int | None

    def is_possible(self, category: Category | None, years: tuple[int, ...]) -> bool:
        """Tell whether an appliance of the category, made in one of the years, may have it."""
        is_younger = self.last_year is not None and bool(years) and min(years) > self.last_year
        return category in self.categories and not is_younger


@dataclass(frozen=True, slots=True)
class Danger:
    """One danger and what to do about it."""

    kind: str
    where: Where
    ask: Texts
    name: Texts
    reason: Texts
    stop: Texts
    orders: tuple[Order, ...]
    pictogram: str
    source: str


@dataclass(frozen=True, slots=True)
class Stream:
    """Something that may only be recycled, in a container of its own."""

    name: str
    where: Where
    ask: Texts
    reason: Texts
    unsure: bool
    pictogram: str
    source: str


@dataclass(frozen=True, slots=True)
class Table:
    """Everything this plugin knows."""

    dangers: Mapping[str, Danger]
    streams: tuple[Stream, ...]
    phrases: Mapping[str, Texts]


@cache
def table() -> Table:
    """Return the table; it is read once."""
    dangers = _read("dangers.toml")
    streams = _read("streams.toml")
    return Table(
        dangers=MappingProxyType({kind: _danger(kind, row) for kind, row in dangers["danger"].items()}),
        streams=tuple(_stream(name, row) for name, row in streams["stream"].items()),
        phrases=MappingProxyType({"yes": _texts(streams["yes"]), **{each: _texts(dangers[each]) for each in ("no", "any", "unsure")}}),
    )


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


def _danger(kind: str, row: Mapping[str, Any]) -> Danger:
    orders = tuple(Order(_texts(each), each["pictogram"]) for each in row["orders"])
    ask, name, reason, stop = (_texts(row.get(each, {})) for each in ("ask", "name", "reason", "stop"))
    return Danger(kind, _where(row), ask, name, reason, stop, orders, row["pictogram"], row["source"])


def _stream(name: str, row: Mapping[str, Any]) -> Stream:
    return Stream(name, _where(row), _texts(row["ask"]), _texts(row["reason"]), row["unsure"], row["pictogram"], row["source"])


def _where(row: Mapping[str, Any]) -> Where:
    return Where(frozenset(row["categories"]), row.get("last_year"))


def _texts(row: Mapping[str, str]) -> Texts:
    return MappingProxyType({each: row[each] for each in LANGUAGES if each in row})
