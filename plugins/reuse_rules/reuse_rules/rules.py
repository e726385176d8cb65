"""The table of rules, as values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from kiosk.plugin_api import Answers, Choice, Item, Opinion, Outcome, Question, QuestionKind, Reason, Veto

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
class Aged:
    """What is said of certain appliances that are surely older than a year."""

    categories: frozenset[str]
    before: int | None
    """None where the site has to set it."""
    says: Veto

    def applies(self, item: Item, before: int | None) -> bool:
        """Tell whether every year it may have been made is before the limit; without a limit the rule is off."""
        return before is not None and item.category in self.categories and bool(item.years) and max(item.years) < before


@dataclass(frozen=True, slots=True)
class Rules:
    """The whole table."""

    questions: tuple[Question, ...]
    """Where there is room for two."""
    once: tuple[Question, ...]
    """Where there is room for one."""
    vetoes: tuple[Rule[Veto], ...]
    opinions: tuple[Rule[Opinion], ...]
    uneconomic: Veto
    obsolete: Veto
    no_market: Veto
    energy: Aged
    market_pc: Aged
    container: Reason


def read() -> Rules:
    """Return the table of this package."""
    tree = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))
    return Rules(
        questions=tuple(_question(each) for each in tree["question"] if "once" not in each),
        once=tuple(_question(each) for each in tree["question"] if "once" in each),
        vetoes=tuple(Rule(_when(each), _veto(each)) for each in tree["veto"]),
        opinions=tuple(Rule(_when(each), _opinion(each)) for each in tree["opinion"]),
        uneconomic=_veto(tree["site"]["uneconomic"]),
        obsolete=_veto(tree["site"]["obsolete"]),
        no_market=_veto(tree["site"]["no_market"]),
        energy=_aged(tree["site"]["energy"]),
        market_pc=_aged(tree["site"]["market_pc"]),
        container=_reason(tree["site"]["container"]),
    )


def _question(row: Mapping[str, Any]) -> Question:
    choices = tuple(Choice(each["id"], each["texts"], each["pictogram"]) for each in row["choices"])
    return Question(row["id"], QuestionKind(row["kind"]), row["texts"], choices, row["pictogram"], unsure=row.get("unsure", False))


def _veto(row: Mapping[str, Any]) -> Veto:
    return Veto(frozenset(map(Outcome, row["strikes"])), _reason(row))


def _aged(row: Mapping[str, Any]) -> Aged:
    return Aged(frozenset(row["categories"]), row.get("before"), _veto(row))


def _opinion(row: Mapping[str, Any]) -> Opinion:
    return Opinion(Outcome(row["outcome"]), row["confidence"], _reason(row))


def _reason(row: Mapping[str, Any]) -> Reason:
    return Reason(row["code"], row["texts"], row["source"])


def _when(row: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    return {question: frozenset(wanted) for question, wanted in row["when"].items()}
