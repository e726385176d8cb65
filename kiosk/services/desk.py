"""The counter: one intake at a time, on disk before it is on the screen.

Readings come from the capture role, taps from the screen, each in its own thread; one
lock puts them in a row. A step is: load the intake, let the workflow make the next one,
save it, show it.
"""

from collections.abc import Mapping

import structlog

from kiosk.contract.events import Happening
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.item import Category
from kiosk.domain.outcome import Outcome
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.verdict import Ruling
from kiosk.errors import IntakeUnknown, LedgerUnwritable, NoOpenIntake, NotNow
from kiosk.ports import Clock, Intakes
from kiosk.services.board import Board
from kiosk.services.counter import CounterView
from kiosk.services.happenings import acknowledged, cancelled, recorded
from kiosk.services.workflow import Workflow

UNDO_S = 60.0
log = structlog.get_logger()


class Desk:
    """Takes readings and taps, keeps the open intake, tells the ledger."""

    def __init__(self, workflow: Workflow, intakes: Intakes, board: Board, clock: Clock) -> None:
        self._workflow = workflow
        self._intakes = intakes
        self._board = board
        self._clock = clock
        self._intake = intakes.open_intake()
        self._receipt: Intake | None = None
        self._emptied = False
        self._next_up: list[Reading] = []

    # -- what the screens see --------------------------------------------------------

    def view(self) -> CounterView:
        """Return the counter as it is now."""
        with self._board.lock:
            return self._board.view(self._intake, self._receipt, emptied=self._emptied)

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
        with self._board.lock:
            self._board.refuse("")
            if self._intake and self._emptied:
                self._next_item(reading)
            elif self._receipt and not self._emptied and _is_of(self._receipt, reading):
                log.info("reading.of_recorded_item", intake=self._receipt.id)
            else:
                self._keep(self._workflow.join(self._intake or self._begin(), reading))

    def refuse(self, sentence: str) -> None:
        """Take note that what was read could not be taken."""
        self._board.refuse(sentence)

    def counter_emptied(self) -> None:
        """Take note that nothing lies on the counter: the next code belongs to another item."""
        with self._board.lock:
            self._emptied = True
            self._next_up.clear()

    def report(self, faults: Mapping[str, str]) -> None:
        """Take note of how the devices are."""
        self._board.report(faults)

    # -- what staff do -----------------------------------------------------------------

    def name(self, category: Category) -> None:
        """Take staff's word for what the item is; without an open intake one begins."""
        with self._board.lock:
            self._keep(self._workflow.name(self._intake or self._begin(), category))

    def answer(self, question: str, choice: str) -> None:
        """Take the answer to the question on the screen."""
        with self._board.lock:
            self._keep(self._workflow.answer(self._open(), question, choice))

    def back(self) -> None:
        """Take back the last answer; with none left, give the intake up."""
        with self._board.lock:
            self._keep(self._workflow.back(self._open()))

    def danger(self, kind: str) -> None:
        """Stop for a danger staff saw."""
        with self._board.lock:
            self._keep(self._workflow.report_danger(self._intake or self._begin(), kind))

    def scrap(self) -> None:
        """Record recycling at the tap, unless a danger is known."""
        with self._board.lock:
            scrapped = self._workflow.scrap(self._intake or self._begin())
            if scrapped.override:
                self._record(scrapped, "intake.confirmed")
            else:
                self._keep(scrapped)

    def confirm(self) -> None:
        """Record the verdict on the screen."""
        with self._board.lock:
            intake = self._judged()
            if intake.verdict is None or intake.verdict.ruling not in {Ruling.DECIDED, Ruling.SET_ASIDE}:
                raise NotNow("confirm", intake.verdict.ruling if intake.verdict else intake.stage)
            self._record(intake, "intake.confirmed")

    def choose(self, outcome: Outcome, reason: str) -> None:
        """Record staff's own choice.

        :raises OutcomeStruck: a safety veto forbids it.
        """
        with self._board.lock:
            self._record(self._workflow.override(self._judged(), outcome, reason), "intake.confirmed")

    def set_aside(self) -> None:
        """Record that a supervisor decides."""
        with self._board.lock:
            self._record(self._workflow.override(self._judged(), None, "set_aside"), "intake.confirmed")

    def acknowledge(self) -> None:
        """Record that a person has understood the danger on the screen."""
        with self._board.lock:
            intake = self._judged()
            if not intake.is_danger:
                raise NotNow("acknowledge", intake.stage)
            self._record(intake, "hazard.acknowledged", acknowledged(intake, self._clock.now()))

    def undo(self) -> None:
        """Take the last recorded intake back, within a minute.

        :raises NotNow: too late, or it was a danger, which only a supervisor takes back.
        """
        with self._board.lock:
            last = next(iter(self.latest(1)), None)
            now = self._clock.now()
            if last is None or last.stage is not Stage.RECORDED:
                raise NoOpenIntake
            if last.is_danger or last.steps[-1].at.boot_id != now.boot_id or now.boot_s - last.steps[-1].at.boot_s > UNDO_S:
                raise NotNow("undo", "recorded for good")
            taken_back = self._workflow.cancel(last)
            self._intakes.record(taken_back, [cancelled(taken_back, now)])
            log.info("intake.cancelled", intake=last.id)
            self._receipt = None
            self._board.show()

    def done(self) -> None:
        """Leave the receipt."""
        with self._board.lock:
            self._receipt = None
            self._board.show()

    # -- inside ------------------------------------------------------------------------

    def _open(self) -> Intake:
        if self._intake is None:
            raise NoOpenIntake
        return self._intake

    def _judged(self) -> Intake:
        intake = self._open()
        if intake.stage is not Stage.JUDGED:
            raise NotNow("confirm", intake.stage)
        return intake

    def _begin(self) -> Intake:
        self._receipt = None
        self._emptied = False
        return self._workflow.begin(self._intakes.new_id())

    def _next_item(self, reading: Reading) -> None:
        """Take the first code of the next item: it confirms a verdict, and waits for a question."""
        decided = self._intake and self._intake.verdict and self._intake.verdict.ruling is Ruling.DECIDED
        self._next_up.append(reading)
        if self._intake and self._intake.stage is Stage.JUDGED and decided:
            self._record(self._intake, "intake.confirmed_by_next")

    def _keep(self, intake: Intake) -> None:
        """Put the intake on disk, then on the screen; a full disk does not hide a verdict."""
        try:
            self._intakes.save(intake)
            self._board.unsaved = False
        except LedgerUnwritable as fault:
            self._board.unsaved = True
            log.exception("intake.not_saved", intake=intake.id, code=fault.code)
        log.info("intake.moved", intake=intake.id, stage=intake.stage, step=intake.steps[-1].what if intake.steps else "")
        self._intake = intake if intake.is_open else None
        self._board.show()
        self._take_next()

    def _record(self, intake: Intake, what: str, *before: Happening) -> None:
        closed = self._workflow.close(intake, what)
        try:
            self._intakes.record(closed, [*before, recorded(closed, self._clock.now())])
        except LedgerUnwritable:
            self._board.unsaved = True
            self._board.show()
            raise
        log.info("intake.recorded", intake=closed.id, outcome=closed.outcome, ruling=closed.verdict and closed.verdict.ruling)
        self._workflow.learn(closed)
        self._board.unsaved = False
        self._intake = None
        self._receipt = closed
        self._board.show()
        self._take_next()

    def _take_next(self) -> None:
        """Begin with what was laid down while the last item was still being asked about."""
        if self._intake is None and self._next_up:
            readings, self._next_up = self._next_up, []
            self._emptied, self._receipt = False, None
            for reading in readings:
                self.present(reading)


def _is_of(recorded_one: Intake, reading: Reading) -> bool:
    """Tell whether a reading is of the item just recorded: the camera has seen no empty counter since, or it is the same code."""
    seen = recorded_one.item.readings
    by_camera = reading.medium in {Medium.CAMERA, Medium.TAG} and any(each.medium is Medium.CAMERA for each in seen)
    return by_camera or any((each.carrier, each.data) == (reading.carrier, reading.data) for each in seen)
