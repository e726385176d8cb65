"""The counter: one intake at a time, on disk before it is on the screen.

Readings come from the capture role, taps from the screen, each in its own thread; one
lock puts them in a row. A step is: load the intake, let the workflow make the next one,
save it, show it. What is read lives in ``arrivals``, what is taken back in
``taking_back``, the intake itself and its writing in ``on_counter``.
"""

from collections.abc import Mapping
from dataclasses import replace

from kiosk.domain.intake import Intake
from kiosk.domain.item import Category
from kiosk.domain.outcome import Outcome
from kiosk.domain.reading import Reading
from kiosk.domain.verdict import Ruling
from kiosk.errors import IntakeUnknown, NotNow
from kiosk.ports import Clock, Intakes
from kiosk.services.arrivals import Arrivals
from kiosk.services.board import Board, News, Press
from kiosk.services.calling import Calling
from kiosk.services.counter import CounterView
from kiosk.services.danger import OTHER, is_danger_open
from kiosk.services.happenings import acknowledged
from kiosk.services.on_counter import OnCounter
from kiosk.services.placing import Placing
from kiosk.services.taking_back import TakingBack
from kiosk.services.workflow import Workflow


class Desk:
    """Takes readings and taps, keeps the open intake, tells the ledger."""

    def __init__(self, workflow: Workflow, intakes: Intakes, board: Board, clock: Clock) -> None:
        self._workflow = workflow
        self._intakes = intakes
        self._board = board
        self._clock = clock
        self.counter = OnCounter(workflow, intakes, board, clock)
        """What lies on the counter, for services beside this one."""
        self._arrivals = Arrivals(self.counter)
        self._taking_back = TakingBack(self.counter)
        self.placing = Placing(self.counter)
        self.calling = Calling(self.counter)

    # -- what the screens see --------------------------------------------------------

    def view(self) -> CounterView:
        """Return the counter as it is now."""
        with self._board.lock:
            view = self._board.view(self.counter.intake, self.counter.receipt, emptied=self.counter.emptied)
            return replace(view, doubt=self.counter.doubt, placement=self.counter.placement, call=self.calling.open)

    def wait(self, revision: int, timeout_s: float) -> int:
        """Return the current revision as soon as it is another one, or when the time is up."""
        return self._board.wait(revision, timeout_s)

    @property
    def ticks(self) -> int:
        """How many codes were read since the desk started: a page says which ones it was drawn after."""
        return self._board.ticks

    def wait_for_news(self, told: News, timeout_s: float) -> News:
        """Return what is new as soon as something is: a change, or a code that was read."""
        return self._board.wait_for_news(told, timeout_s)

    def presses_since(self, told: int) -> tuple[Press, ...]:
        """Return the command cards that were shown after the first `told` ones."""
        return self._board.presses_since(told)

    def refresh(self) -> None:
        """Look how far delivery has come; a change appears on the screen."""
        self._board.refresh()

    def intake(self, number: str) -> Intake:
        """Return an intake by its number or the id of one of its events.

        :raises IntakeUnknown: the ledger has none of that number.
        """
        found = self._intakes.find(number)
        if found is None:
            raise IntakeUnknown(number)
        return found

    def latest(self, limit: int) -> tuple[Intake, ...]:
        """Return the latest closed intakes, newest first."""
        return self._intakes.latest(limit)

    # -- what capture says -------------------------------------------------------------

    def present(self, reading: Reading) -> None:
        """Take a reading: it joins the open intake, or begins the next one."""
        self._arrivals.present(reading)

    def counter_emptied(self) -> None:
        """Take note that nothing lies on the counter: the next code belongs to another item."""
        self._arrivals.counter_emptied()

    def refuse(self, sentence: str) -> None:
        """Take note that what was read could not be taken."""
        self._board.refuse(sentence)

    def report(self, faults: Mapping[str, str]) -> None:
        """Take note of how the devices are."""
        self._board.report(faults)

    # -- what staff do -----------------------------------------------------------------

    def name(self, category: Category) -> None:
        """Take staff's word for what the item is; without an open intake one begins."""
        with self._board.lock:
            self.counter.keep(self._workflow.name(self.counter.begun(), category))

    def answer(self, question: str, choice: str) -> None:
        """Take the answer to the question on the screen."""
        with self._board.lock:
            self.counter.keep(self._workflow.answer(self.counter.open(), question, choice))

    def back(self) -> None:
        """Take back the last answer; with none left, give the intake up."""
        with self._board.lock:
            self.counter.keep(self._workflow.back(self.counter.open()))

    def danger(self, kind: str) -> None:
        """Stop for a danger staff saw."""
        with self._board.lock:
            self.counter.keep(self._workflow.report_danger(self.counter.begun(), kind))

    def scrap(self) -> None:
        """Record recycling at the tap, unless a danger is known."""
        with self._board.lock:
            scrapped = self._workflow.scrap(self.counter.begun())
            if scrapped.override:
                self.counter.record(scrapped, "intake.confirmed")
            else:
                self.counter.keep(scrapped)

    def confirm(self) -> None:
        """Record the verdict on the screen."""
        with self._board.lock:
            intake = self.counter.judged()
            if intake.verdict is None or intake.verdict.ruling not in {Ruling.DECIDED, Ruling.SET_ASIDE}:
                raise NotNow("confirm", intake.verdict.ruling if intake.verdict else intake.stage)
            self.counter.record(intake, "intake.confirmed")

    def choose(self, outcome: Outcome, reason: str) -> None:
        """Record staff's own choice.

        :raises OutcomeStruck: a safety veto forbids it.
        """
        with self._board.lock:
            self.counter.record(self._workflow.override(self.counter.judged("choose"), outcome, reason), "intake.confirmed")

    def set_aside(self) -> None:
        """Record that a supervisor decides."""
        with self._board.lock:
            self.counter.record(self._workflow.override(self.counter.judged("set aside"), None, "set_aside"), "intake.confirmed")

    def acknowledge(self) -> None:
        """Record that a person has understood the danger on the screen."""
        with self._board.lock:
            intake = self.counter.judged("acknowledge")
            if not intake.is_danger:
                raise NotNow("acknowledge", intake.stage)
            self.counter.record(intake, "hazard.acknowledged", acknowledged(intake, self._clock.now()))

    def confirm_by_ring(self) -> None:
        """Record the verdict when its time has run out, while the item is still there.

        :raises NotNow: the counter was emptied, or there is nothing to confirm.
        """
        with self._board.lock:
            intake = self.counter.judged()
            is_settled = intake.verdict is not None and intake.verdict.ruling in {Ruling.DECIDED, Ruling.SET_ASIDE}
            if self.counter.emptied or self.counter.doubt or not is_settled:
                raise NotNow("confirm by itself", "nobody is there")
            self.counter.record(intake, "intake.confirmed_by_ring")

    def same(self, *, is_same: bool) -> None:
        """Take the answer to the question whether what is read is of the same item."""
        self._arrivals.settle(is_same=is_same)

    def left_alone(self) -> None:
        """Tidy up after somebody who walked away: what was begun is given up, a danger still open is recorded as set aside.

        A verdict and a STOP stay: they never disappear without being recorded.
        """
        with self._board.lock:
            intake = self.counter.intake
            if intake is None:
                self.counter.leave_receipt()
            elif is_danger_open(intake):
                aside = self._workflow.report_danger(intake, OTHER)
                if aside.is_danger:
                    self.counter.keep(aside)
                else:
                    self.counter.record(aside, "intake.left_alone")
            elif intake.verdict is None or intake.verdict.needs_staff:
                self.counter.keep(self._workflow.give_up(intake))

    def correct(self, number: str, outcome: Outcome) -> None:
        """Record that an older item went another way.

        :raises NotNow: it was a danger, was set aside or taken back.
        :raises OutcomeStruck: a safety veto forbids it.
        """
        self._taking_back.correct(number, outcome)

    def undo(self) -> None:
        """Take the last recorded intake back, within a minute.

        :raises NotNow: too late, or it was a danger, which only a supervisor takes back.
        """
        self._taking_back.undo()

    def done(self) -> None:
        """Leave the receipt."""
        with self._board.lock:
            self.counter.leave_receipt()
