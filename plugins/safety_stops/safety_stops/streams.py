"""What may only be recycled, in a container of its own: choices of the question about dangers, no alarm."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.plugin_api import Choice, Handling, Item, Outcome, Reason, Veto

NOT_KEPT = frozenset({Outcome.REUSE, Outcome.REPAIR})


@dataclass(frozen=True, slots=True)
class Stream:
    """One row of the table."""

    categories: frozenset[str]
    not_since: int | None
    choices: tuple[Choice, ...]

    def makes_ask(self, item: Item) -> bool:
        """Tell whether the item may belong to it."""
        is_newer = self.not_since is not None and item.years and min(item.years) >= self.not_since
        return not is_newer and item.category in self.categories


@dataclass(frozen=True, slots=True)
class Streams:
    """The whole table."""

    rows: tuple[Stream, ...]
    vetoes: Mapping[str, Veto]
    """By the choice that brings them about."""

    def offered(self, item: Item) -> tuple[Choice, ...]:
        """Return the choices of the question."""
        return tuple(choice for each in self.rows if each.makes_ask(item) for choice in each.choices)


def read() -> Streams:
    """Return the table of this package."""
    tree = tomllib.loads(Path(__file__).with_name("streams.toml").read_text(encoding="utf-8"))
    vetoes = {each["id"]: _veto(row, each) for row in tree["stream"] for each in row["choices"]}
    return Streams(tuple(_stream(each) for each in tree["stream"]), vetoes)


def _stream(row: Mapping[str, Any]) -> Stream:
    choices = tuple(Choice(each["id"], each["texts"], each["pictogram"]) for each in row["choices"])
    return Stream(frozenset(row["categories"]), row.get("not_since"), choices)


def _veto(row: Mapping[str, Any], choice: Mapping[str, Any]) -> Veto:
    return Veto(
        strikes=NOT_KEPT,
        reason=Reason(choice["code"], choice["why"], row["source"]),
        safety=True,
        handling=frozenset({Handling.OWN_STREAM}),
        stream=row["name"],
    )
