"""Acute dangers: which appliance can hold which, and what to do."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.plugin_api import (
    HAZARD,
    NO_HAZARD,
    Answers,
    Choice,
    Handling,
    Item,
    Order,
    Outcome,
    Question,
    QuestionKind,
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
    made_before: int | None
    choice: Choice
    veto: Veto

    def makes_ask(self, item: Item) -> bool:
        """Tell whether the item can hold it."""
        is_newer = self.made_before is not None and item.years and min(item.years) >= self.made_before
        return not is_newer and (item.category in UNKNOWN or item.category in self.categories)

    @property
    def is_offered_always(self) -> bool:
        """Whether it may happen to every appliance: offered with the others, never a reason to ask by itself."""
        return not self.categories


@dataclass(frozen=True, slots=True)
class Table:
    """The whole file."""

    dangers: Mapping[str, Danger]
    question: Mapping[str, Any]
    doubt: Veto


@cache
def table() -> Table:
    """Return the table, read once."""
    tree = tomllib.loads(Path(__file__).with_name("dangers.toml").read_text(encoding="utf-8"))
    doubt = Reason("danger.unsure", tree["unsure"]["why"], tree["unsure"]["source"])
    return Table(
        dangers={each["kind"]: _danger(each) for each in tree["danger"]},
        question=tree["question"],
        doubt=Veto(EVERYTHING, doubt, safety=True, handling=frozenset({Handling.HOLD})),
    )


def questions(item: Item) -> list[Question]:
    """Return the one question about all dangers the item can hold, or none."""
    if not any(each.makes_ask(item) for each in table().dangers.values()):
        return []
    words = table().question
    offered = [each.choice for each in table().dangers.values() if each.is_offered_always or each.makes_ask(item)]
    none = Choice(NO_HAZARD, words["none"], "cross")
    return [Question(HAZARD, QuestionKind.HAZARD, words["texts"], (none, *offered), words["pictogram"], unsure=True)]


def vetoes(answers: Answers) -> list[Veto]:
    """Return the stop for a danger that was seen; a doubt, or a danger without a rule here, strikes all the same."""
    seen = answers.get(HAZARD, NO_HAZARD)
    if seen == NO_HAZARD:
        return []
    danger = table().dangers.get(seen)
    return [danger.veto if danger else table().doubt]


def _danger(row: Mapping[str, Any]) -> Danger:
    kind = row["kind"]
    orders = tuple(Order(each["texts"], each["pictogram"]) for each in row["orders"])
    return Danger(
        categories=frozenset(row["categories"]),
        made_before=row.get("made_before"),
        choice=Choice(kind, row["choice"], row["pictogram"]),
        veto=Veto(
            strikes=EVERYTHING,
            reason=Reason(f"stop.{kind}", row["why"], row["source"]),
            safety=True,
            stop=Stop(kind, row["what"], orders, row["pictogram"]),
            handling=frozenset({Handling.QUARANTINE}),
        ),
    )
