"""Ask only what can change the verdict.

Plugins are pure, so the desk tries answers nobody has given yet. A question none of
whose answers would change ruling, outcome, container or handling is not asked; of the
rest, the one that leaves the fewest possible endings comes first. A danger comes before
everything. Two questions at most and one about dangers; cut by that, the attendant picks.

Dropping is sound: if each of several questions changes nothing whatever the others are
answered, then all of them together change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.domain.destination import Destination
from kiosk.domain.item import Item
from kiosk.domain.question import HAZARD, Answers, Question
from kiosk.domain.verdict import Policy, Ruling, Verdict, decide
from kiosk.ports import Round
from kiosk.services.prospects import Prospects, ending, foresee

MAX_QUESTIONS = 2
"""Beside one question about dangers."""
BATCH = 64
"""Answer sets per request to the plugins."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question must be asked."""

    question: Question


@dataclass(frozen=True, slots=True)
class Settled:
    """No further answer can change this, or no further question may be asked."""

    verdict: Verdict
    was_cut: bool = False
    """Whether questions that matter were left out because of the cap."""


class Interview:
    """Decides what to ask next, for one site."""

    def __init__(self, policy: Policy, destinations: Sequence[Destination]) -> None:
        self._policy = policy
        self._destinations = tuple(destinations)

    def go_on(self, item: Item, answers: Answers, plugins: Round) -> Ask | Settled:
        """Return the next question, or the verdict when nothing more can change it."""
        # Questions first: a plugin that falls silent over them must weigh on the verdict that follows.
        unanswered = [each for each in plugins.questions(item, answers) if each.id not in answers]
        now = self.verdict(item, answers, plugins)
        if now.ruling is Ruling.STOP or not unanswered:
            return Settled(now)
        silent = plugins.silent
        prospects = foresee(unanswered, answers, lambda sets: self._verdicts(item, sets, plugins), self._destinations)
        if plugins.silent != silent:
            return self.go_on(item, answers, plugins)
        matter = [each for each in unanswered if prospects is None or prospects.matters(each)]
        if not matter:
            return Settled(self._whatever_the_answer(now, prospects))
        if not (allowed := [each for each in matter if _may_ask(each, answers)]):
            return Settled(replace(now, ruling=Ruling.NEEDS_STAFF, outcome=None), was_cut=True)
        return Ask(min(allowed, key=lambda each: _rank(each, prospects)))

    def verdict(self, item: Item, answers: Answers, plugins: Round) -> Verdict:
        """Return the verdict under the answers as they are."""
        return self._verdicts(item, [answers], plugins)[0]

    def _verdicts(self, item: Item, answer_sets: Sequence[Answers], plugins: Round) -> list[Verdict]:
        batches = (answer_sets[start : start + BATCH] for start in range(0, len(answer_sets), BATCH))
        said = [judgement for batch in batches for judgement in plugins.judge(item, batch)]
        silent = plugins.silent
        return [decide(each.opinions, each.vetoes, silent, self._policy) for each in said]

    def _whatever_the_answer(self, now: Verdict, prospects: Prospects | None) -> Verdict:
        """Return what all answers lead to, which unanswered questions alone may not."""
        if prospects is None or ending(now, self._destinations) in prospects.endings.values():
            return now
        return next(iter(prospects.verdicts.values()))


def _may_ask(question: Question, answers: Answers) -> bool:
    return question.id == HAZARD or len([each for each in answers if each != HAZARD]) < MAX_QUESTIONS


def _rank(question: Question, prospects: Prospects | None) -> tuple[bool, float]:
    """Order dangers first, then what settles most; ties stay in the order plugins gave."""
    return (question.id != HAZARD, prospects.left_after(question) if prospects else 0.0)
