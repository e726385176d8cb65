"""The table of rules, as values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from kiosk.plugin_api import Answers, Choice, Opinion, Outcome, Question, QuestionKind, Reason, Veto

_Said = TypeVar("_Said", Opinion, Veto)


@dataclass(frozen=True, slots=True)
class Rule(Generic[_Said]):
    """What is said under which answers."""

    when: Mapping[str, frozenset[str]]
    """The answers that make it speak, by question; all of them must be given."""
    says: _Said

    def applies(self, answers: Answers) -> bool:
        """Tell whether every answer it waits for was given."""
        return all(answers.get(question) in wanted for question, wanted in self.when.items())


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole table."""

    questions: tuple[Question, ...]
    vetoes: tuple[Rule[Veto], ...]
    opinions: tuple[Rule[Opinion], ...]
    uneconomic: Veto
    obsolete: Veto
    container: Reason


def read() -> Rules:
    """Return the table of this package."""
    tree = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
    return Rules(
        questions=tuple(map(_question, tree["question"])),
        vetoes=tuple(Rule(_when(each), _veto(each)) for each in tree["veto"]),
        opinions=tuple(Rule(_when(each), _opinion(each)) for each in tree["opinion"]),
        uneconomic=_veto(tree["site"]["uneconomic"]),
        obsolete=_veto(tree["site"]["obsolete"]),
        container=_reason(tree["site"]["container"]),
    )


def _question(row: Mapping[str, Any]) -> Question:
    choices = tuple(Choice(each["id"], each["texts"], each["pictogram"]) for each in row["choices"])
    return Question(row["id"], QuestionKind(row["kind"]), row["texts"], choices, row["pictogram"], unsure=row.get("unsure", False))


def _veto(row: Mapping[str, Any]) -> Veto:
    return Veto(frozenset(map(Outcome, row["strikes"])), _reason(row))


def _opinion(row: Mapping[str, Any]) -> Opinion:
    return Opinion(Outcome(row["outcome"]), row["confidence"], _reason(row))


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(row["code"], row["texts"], row["source"])


def _when(row: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    return {question: frozenset(wanted) for question, wanted in row["when"].items()}
