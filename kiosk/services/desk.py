"""The counter: one intake at a time, on disk before it is on the screen.

Readings come from the capture role, taps from the screen, each in its own thread; one
lock puts them in a row. A step is: load the intake, let the workflow make the next one,
save it, show it. What is read lives in ``arrivals``, what is taken back in
``taking_back``, the intake itself and its writing in ``on_counter``.
"""

from collections.abc import Mapping

from kiosk.domain.intake import Intake
from kiosk.domain.item import Category
from kiosk.domain.outcome import Outcome
from kiosk.domain.reading import Reading
from kiosk.domain.verdict import Ruling
from kiosk.errors import IntakeUnknown, NotNow
from kiosk.ports import Clock, Intakes
from kiosk.services.arrivals import Arrivals
from kiosk.services.board import Board
from kiosk.services.counter import CounterView
from kiosk.services.happenings import acknowledged
from kiosk.services.on_counter import OnCounter
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

    # -- what the screens see --------------------------------------------------------

    def view(self) -> CounterView:
        """Return the counter as it is now."""
        with self._board.lock:
            return self._board.view(self.counter.intake, self.counter.receipt, emptied=self.counter.emptied)

    def wait(self, revision: int, timeout_s: float) -> int:
        """Return the current revision as soon as it is another one, or when the time is up."""
        return self._board.wait(revision, timeout_s)

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

    def undo(self) -> None:
        """Take the last recorded intake back, within a minute.

        :raises NotNow: too late, or it was a danger, which only a supervisor takes back.
        """
        self._taking_back.undo()

    def done(self) -> None:
        """Leave the receipt."""
        with self._board.lock:
            self.counter.leave_receipt()
