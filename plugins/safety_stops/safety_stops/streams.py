"""Appliances that may only be recycled, in a container of their own: picture tubes and old cooling gases."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kiosk.plugin_api import Answers, Choice, Handling, Item, Outcome, Question, QuestionKind, Reason, Veto

NOT_KEPT = frozenset({Outcome.REUSE, Outcome.REPAIR})


@dataclass(frozen=True, slots=True)
class Stream:
    """One row of the table."""

    categories: frozenset[str]
    not_since: int
    question: Question
    vetoes: Mapping[str, Veto]
    """By the answer that brings them about."""

    def makes_ask(self, item: Item) -> bool:
        """Tell whether the item may belong to it."""
        is_newer = item.years and min(item.years) >= self.not_since
        return not is_newer and item.category in self.categories


@cache
def table() -> tuple[Stream, ...]:
    """Return the table, read once."""
    tree = tomllib.loads(Path(__file__).with_name("streams.toml").read_text(encoding="utf-8"))
    return tuple(_stream(each, tree["yesno"]) for each in tree["stream"])


def questions(item: Item) -> list[Question]:
    """Return the question of each stream the item may belong to."""
    return [each.question for each in table() if each.makes_ask(item)]


def vetoes(answers: Answers) -> list[Veto]:
    """Return what the answers leave no choice about."""
    given = ((each, answers.get(each.question.id, "")) for each in table())
    return [stream.vetoes[answer] for stream, answer in given if answer in stream.vetoes]


def _stream(row: Mapping[str, Any], yesno: Mapping[str, Any]) -> Stream:
    asked = row["question"]
    choices = tuple(Choice(answer, yesno[answer], asked[answer]) for answer in ("yes", "no"))
    question = Question(row["name"], QuestionKind.YESNO, asked["texts"], choices, asked["pictogram"], unsure=asked["unsure"])
    vetoes = {each["answer"]: _veto(row, each) for each in row["strikes"]}
    return Stream(frozenset(row["categories"]), row["not_since"], question, vetoes)


def _veto(row: Mapping[str, Any], strike: Mapping[str, Any]) -> Veto:
    return Veto(
        strikes=NOT_KEPT,
        reason=Reason(strike["code"], strike["why"], row["source"]),
        safety=True,
        handling=frozenset({Handling.OWN_STREAM}),
        stream=row["name"],
    )
