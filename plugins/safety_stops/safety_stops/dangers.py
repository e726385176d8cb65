"""Acute dangers: which appliance can hold which, and what to do."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.plugin_api import (
    Choice,
    Handling,
    Item,
    Order,
    Outcome,
    Reason,
    Stop,
    Veto,
)

EVERYTHING = frozenset(Outcome)
UNKNOWN = frozenset({None, "other"})
"""Categories that tell nothing: any danger is possible."""


@dataclass(frozen=True, slots=True)
class Danger:
    """One row of the table."""

    categories: frozenset[str]
    gone_since: int | None
    """From which year on no appliance holds it; None where nobody is sure."""
    choice: Choice
    veto: Veto

    def makes_ask(self, item: Item) -> bool:
        """Tell whether the item can hold it."""
        is_newer = self.gone_since is not None and item.years and min(item.years) >= self.gone_since
        return not is_newer and (item.category in UNKNOWN or item.category in self.categories)

    @property
    def is_offered_always(self) -> bool:
        """Whether it may happen to every appliance: offered with the others, never a reason to ask by itself."""
        return not self.categories


@dataclass(frozen=True, slots=True)
class Dangers:
    """The whole table."""

    by_kind: Mapping[str, Danger]
    words: Mapping[str, Any]
    """Of the question."""
    doubt: Veto
    unset: tuple[str, ...]
    """Limits the site has not set."""

    def makes_ask(self, item: Item) -> bool:
        """Tell whether the item can hold any that is not possible everywhere."""
        return any(each.makes_ask(item) for each in self.by_kind.values())

    def offered(self, item: Item) -> tuple[Choice, ...]:
        """Return the choices of the question."""
        return tuple(each.choice for each in self.by_kind.values() if each.is_offered_always or each.makes_ask(item))

    def veto(self, seen: str) -> Veto:
        """Return the stop for a danger; a doubt, or a danger without a rule here, strikes all the same."""
        danger = self.by_kind.get(seen)
        return danger.veto if danger else self.doubt


def read(settings: Mapping[str, object]) -> Dangers:
    """Return the table of this package with the limits of the site."""
    tree = tomllib.loads(Path(__file__).with_name("dangers.toml").read_text(encoding="utf-8"))
    doubt = Reason("danger.unsure", tree["unsure"]["why"], tree["unsure"]["source"])
    limits = [each["gone_since_setting"] for each in tree["danger"] if "gone_since_setting" in each]
    return Dangers(
        by_kind={each["kind"]: _danger(each, settings) for each in tree["danger"]},
        words=tree["question"],
        doubt=Veto(EVERYTHING, doubt, safety=True, handling=frozenset({Handling.HOLD})),
        unset=tuple(each for each in limits if not isinstance(settings.get(each), int)),
    )


def _danger(row: Mapping[str, Any], settings: Mapping[str, object]) -> Danger:
    kind = row["kind"]
    since = settings.get(row["gone_since_setting"]) if "gone_since_setting" in row else row.get("gone_since")
    orders = tuple(Order(each["texts"], each["pictogram"]) for each in row["orders"])
    return Danger(
        categories=frozenset(row["categories"]),
        gone_since=since if isinstance(since, int) else None,
        choice=Choice(kind, row["choice"], row["pictogram"]),
        veto=Veto(
            strikes=EVERYTHING,
            reason=Reason(f"stop.{kind}", row["why"], row["source"]),
            safety=True,
            stop=Stop(kind, row["what"], orders, row["pictogram"]),
            handling=frozenset({Handling.QUARANTINE}),
        ),
    )
