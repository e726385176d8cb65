"""Practice: the real rules on items to guess, nothing recorded and nothing sent.

A trainee sees an item with its clues and guesses before the kiosk speaks. Then the same
workflow as at the counter gives its verdict, with everything that was said; the trainee
reads why. Five items make a round: first what was wrong in the last, then the site's own
photographs, then the drawn ones.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog

from kiosk.domain.intake import Intake, Stage
from kiosk.domain.outcome import LADDER
from kiosk.domain.practice import Case
from kiosk.domain.question import HAZARD, NO_HAZARD, UNSURE
from kiosk.services.workflow import Workflow

ROUND = 5
MOST_TRAINEES = 16
NO_ONE = "practice"
log = structlog.get_logger()


class Guess:
    """What a trainee may guess: an outcome, or STOP for a danger."""

    STOP = "stop"
    ASIDE = "aside"
    ALL = (*(each.value for each in LADDER), STOP)


@dataclass(frozen=True, slots=True)
class Answered:
    """A guess beside the kiosk's verdict."""

    case: Case
    guess: str
    right: str
    """An outcome, ``stop`` or ``aside``."""
    intake: Intake
    """How the rules got there."""

    @property
    def is_right(self) -> bool:
        """Whether the guess was the verdict."""
        return self.guess == self.right

    @property
    def is_near(self) -> bool:
        """Whether it was one rung of the ladder away, and no danger was missed."""
        rungs = [each.value for each in LADDER]
        return self.guess in rungs and self.right in rungs and abs(rungs.index(self.guess) - rungs.index(self.right)) == 1


@dataclass(frozen=True, slots=True)
class Round:
    """Five items of one trainee."""

    token: str
    cases: tuple[Case, ...]
    answered: tuple[Answered, ...] = ()
    is_told: bool = False
    """Whether the last guess's verdict is on the screen."""

    @property
    def case(self) -> Case:
        """The item on the screen."""
        return self.answered[-1].case if self.is_told else self.cases[len(self.answered)]

    @property
    def score(self) -> int:
        """How many guesses were right."""
        return sum(each.is_right for each in self.answered)

    @property
    def is_over(self) -> bool:
        """Whether all were guessed."""
        return len(self.answered) == len(self.cases)


def _shuffled(cases: Sequence[Case]) -> list[Case]:
    return secrets.SystemRandom().sample(cases, len(cases))


class Practice:
    """Keeps the rounds of who practises now, in memory only."""

    def __init__(
        self,
        workflow: Workflow,
        cases: Sequence[Case],
        shuffled: Callable[[Sequence[Case]], list[Case]] = _shuffled,
        own: Callable[[], Sequence[Case]] = tuple,
    ) -> None:
        """Take the counter's own workflow, the drawn items, what brings them into another order for each round, and the site's own."""
        self._workflow = workflow
        self._cases = tuple(cases)
        self._shuffled = shuffled
        self._own = own
        self._rounds: OrderedDict[str, Round] = OrderedDict()
        self._lock = threading.Lock()

    def round(self, token: str) -> Round:
        """Return the round of a cookie; a new one where there is none."""
        with self._lock:
            return self._rounds.get(token) or self._keep(self._fresh(()))

    def guess(self, token: str, guess: str) -> Round:
        """Take a guess and let the rules speak; a second guess at the same item changes nothing."""
        now = self.round(token)
        if now.is_told or now.is_over or guess not in Guess.ALL:
            return now
        intake = self.judge(now.case)
        if intake.silent:  # a lesson is worth a second try: a busy machine must not teach something wrong
            intake = self.judge(now.case)
        answered = Answered(now.case, guess, right_of(intake), intake)
        log.info("practice.guessed", case=now.case.id, right=answered.is_right)
        with self._lock:
            return self._keep(replace(now, answered=(*now.answered, answered), is_told=True))

    def go_on(self, token: str) -> Round:
        """Show the next item; after the last one the score, and then a new round that begins with what was wrong."""
        now = self.round(token)
        with self._lock:
            if now.is_told:
                return self._keep(replace(now, is_told=False))
            if not now.is_over:
                return now
            wrong = tuple(each.case for each in now.answered if not each.is_right)
            return self._keep(replace(self._fresh(wrong, but=now.cases), token=now.token))

    def leave(self, token: str) -> None:
        """Forget a round; twice does no harm."""
        with self._lock:
            self._rounds.pop(token, None)

    def judge(self, case: Case) -> Intake:
        """Return the intake of an item as the counter's rules judge it; it is kept nowhere."""
        intake = self._workflow.name(self._workflow.begin(NO_ONE), case.category)
        while intake.stage is Stage.ASKING and intake.question:
            known = intake.question.answers
            choice = case.answers.get(intake.question.id, "")
            fitting = choice if choice in known else UNSURE if UNSURE in known else next(iter(known))
            intake = self._workflow.answer(intake, intake.question.id, fitting)
        danger = case.answers.get(HAZARD, "")
        if not intake.is_danger and danger not in {"", NO_HAZARD} and HAZARD not in intake.answers:
            return self._workflow.report_danger(intake, danger)
        return intake

    def _fresh(self, first: tuple[Case, ...], but: tuple[Case, ...] = ()) -> Round:
        """Draw a round: what was wrong, then other items, new ones before those just seen, photographs before drawings."""
        drawn = list(first[:ROUND])
        pool = self._shuffled((*self._own(), *self._cases))
        pool.sort(key=lambda each: (each in but, each.picture is None))
        drawn += [each for each in pool if each not in drawn][: ROUND - len(drawn)]
        return Round(secrets.token_urlsafe(16), tuple(drawn))

    def _keep(self, kept: Round) -> Round:
        self._rounds[kept.token] = kept
        self._rounds.move_to_end(kept.token)
        while len(self._rounds) > MOST_TRAINEES:
            self._rounds.popitem(last=False)
        return kept


def right_of(intake: Intake) -> str:
    """Return what a trainee should have guessed; where staff must choose, the highest rung that is allowed."""
    if intake.is_danger:
        return Guess.STOP
    if intake.outcome:
        return intake.outcome.value
    allowed = [each for each in LADDER if intake.verdict and each in intake.verdict.allowed]
    return allowed[0].value if allowed and intake.verdict and intake.verdict.needs_staff else Guess.ASIDE
