"""What an intake can still come to: the verdict under every combination of open answers."""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kiosk.domain.destination import Destination, choose
from kiosk.domain.question import Answers, Question
from kiosk.domain.verdict import Verdict

MAX_COMBINATIONS = 512
"""More are not tried; 64 of them go into one request to the plugins."""

Combination: TypeAlias = tuple[str, ...]
"""One choice per open question, in their order."""
Ending: TypeAlias = tuple[object, ...]
"""What staff would notice of a verdict: two verdicts with one ending are the same to them."""


def ending(verdict: Verdict, destinations: Sequence[Destination]) -> Ending:
    """Return what of a verdict staff act on: ruling, outcome, choices left, container, handling and dangers."""
    stops = frozenset(veto.stop.kind for veto in verdict.stops if veto.stop)
    container = choose(destinations, verdict, ())
    return (verdict.ruling, verdict.outcome, verdict.allowed, verdict.handling, container and container.id, stops)


@dataclass(frozen=True, slots=True)
class Prospects:
    """The endings of every combination of answers to the open questions."""

    questions: tuple[Question, ...]
    verdicts: Mapping[Combination, Verdict]
    endings: Mapping[Combination, Ending]

    def matters(self, question: Question) -> bool:
        """Tell whether an answer to the question changes the ending, whatever the others are answered."""
        at = self.questions.index(question)
        by_the_others: dict[Combination, set[Ending]] = {}
        for combination, end in self.endings.items():
            by_the_others.setdefault(combination[:at] + combination[at + 1 :], set()).add(end)
        return any(len(ends) > 1 for ends in by_the_others.values())

    def left_after(self, question: Question) -> float:
        """Return how many endings stay possible after an answer, on average over its answers."""
        at = self.questions.index(question)
        by_answer: dict[str, set[Ending]] = {}
        for combination, end in self.endings.items():
            by_answer.setdefault(combination[at], set()).add(end)
        return sum(len(ends) for ends in by_answer.values()) / len(by_answer)


def foresee(
    questions: Sequence[Question],
    answers: Answers,
    verdicts_of: Callable[[Sequence[Answers]], Sequence[Verdict]],
    destinations: Sequence[Destination],
) -> Prospects | None:
    """Try every combination of answers, or return None where there are too many to try."""
    if math.prod(len(each.answers) for each in questions) > MAX_COMBINATIONS:
        return None
    names = [each.id for each in questions]
    combinations = list(itertools.product(*(each.answers for each in questions)))
    verdicts = verdicts_of([{**answers, **dict(zip(names, each, strict=True))} for each in combinations])
    by_combination = dict(zip(combinations, verdicts, strict=True))
    return Prospects(tuple(questions), by_combination, {each: ending(verdict, destinations) for each, verdict in by_combination.items()})
