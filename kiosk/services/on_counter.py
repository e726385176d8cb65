"""What lies on the counter: the open intake, the receipt of the last one, what waits behind it.

Everything that changes them goes through ``keep`` or ``record``: on disk first, then on
the screen. Services that do something with the item on the counter (the desk, what is
read, what is taken back) share one of these and its lock.
"""

import threading
from collections.abc import Callable

import structlog

from kiosk.contract.events import Happening
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.item import Identification
from kiosk.domain.reading import Reading
from kiosk.domain.staff import StaffId
from kiosk.domain.unsettled import Unsettled
from kiosk.errors import LedgerUnwritable, NoOpenIntake, NotNow
from kiosk.ports import Clock, Intakes, ItemNumbers, UnsettledCodes
from kiosk.services.board import Board
from kiosk.services.coding import coded
from kiosk.services.doubt import Doubt, DoubtKind
from kiosk.services.happenings import recorded
from kiosk.services.placement import Placement, PlacementStage
from kiosk.services.whose import by_whom, signed
from kiosk.services.workflow import BY_LABEL, Workflow

STILL_PLACING_S = 600.0
"""So long after it was recorded an item may still be on its way to its container."""
log = structlog.get_logger()


class OnCounter:
    """Holds the intake on the counter and writes it down; callers hold the lock."""

    def __init__(self, workflow: Workflow, intakes: Intakes, board: Board, clock: Clock) -> None:
        """Resume with the intake that was on the counter when the power went."""
        self.workflow = workflow
        self.intakes = intakes
        self.board = board
        self.clock = clock
        self.intake = intakes.open_intake()
        self.receipt: Intake | None = None
        self.emptied = False
        """Whether the camera has seen an empty counter since the item began."""
        self.whose: Callable[[], StaffId] = lambda: ""
        """Who is signed in; bootstrap sets it."""
        self.numbers: ItemNumbers | None = None
        """Where codes for items that are kept come from; without it none has one."""
        self.after: Callable[[Intake], None] = lambda _intake: None
        """Who is told of a recorded intake: label and tag."""
        self.next_up: list[Reading] = []
        """Codes of the next item, laid down while this one is still being asked about."""
        self.doubt: Doubt | None = None
        """Codes of which staff are asked whether they are of this item."""
        self.last = next((each for each in intakes.latest(1) if each.recorded_at.boot_id == clock.now().boot_id), None)
        """The last one recorded since the machine started."""
        self.placement = Placement()
        self._unsettled: UnsettledCodes | None = None
        self._resume()

    @property
    def lock(self) -> threading.RLock:
        """The lock that puts readings and taps in a row."""
        return self.board.lock

    def begun(self) -> Intake:
        """Return the open intake, or begin one."""
        if self.intake is not None:
            return self.intake
        self.receipt = None
        self.emptied = False
        return self.workflow.begin(self.intakes.new_id(), self.intakes.placed())

    def joined(self, reading: Reading) -> Intake:
        """Return the open intake, or a new one, with the reading in it; an item that was here before is known by its code."""
        return self.workflow.join(self.begun(), reading, self._known_by(reading))

    def open(self) -> Intake:
        """Return the open intake.

        :raises NoOpenIntake: nothing is being taken in.
        """
        if self.intake is None:
            raise NoOpenIntake
        return self.intake

    def judged(self, step: str = "confirm") -> Intake:
        """Return the open intake whose verdict is on the screen.

        :raises NotNow: there is no verdict yet.
        """
        intake = self.open()
        if intake.stage is not Stage.JUDGED:
            raise NotNow(step, intake.stage)
        return intake

    def keep(self, intake: Intake, *happenings: Happening) -> None:
        """Put the intake on disk with what happened to it, then on the screen; a full disk does not hide a verdict."""
        intake = signed(intake, self.intake, self.whose())
        try:
            if happenings:
                self.intakes.record(intake, [by_whom(each, self.whose()) for each in happenings])
            else:
                self.intakes.save(intake)
            self.board.unsaved = False
        except LedgerUnwritable as fault:
            self.board.unsaved = True
            log.exception("intake.not_saved", intake=intake.id, code=fault.code)
        log.info("intake.moved", intake=intake.id, stage=intake.stage, step=intake.steps[-1].what if intake.steps else "")
        self.intake = intake if intake.is_open else None
        self.board.show()
        self._take_next()

    def record(self, intake: Intake, what: str, *before: Happening) -> None:
        """Close the intake: it and its events in one transaction, then its receipt on the screen.

        :raises LedgerUnwritable: nothing was recorded; the verdict stays on the screen.
        """
        closed = coded(signed(self.workflow.close(intake, what), self.intake, self.whose()), self.numbers)
        self.write(closed, *before, recorded(closed, self.clock.now()), *self.workflow.learned(closed))
        log.info("intake.recorded", intake=closed.id, outcome=closed.outcome, ruling=closed.verdict and closed.verdict.ruling)
        self.workflow.learn(closed)
        self.intake = None
        awaits = closed.destination is not None and self.workflow.confirms_placing and not self.next_up
        self.show_receipt(closed, Placement(PlacementStage.AWAITED if awaits else PlacementStage.DONE))
        self.after(closed)
        self._take_next()

    def write(self, intake: Intake, *happenings: Happening) -> None:
        """Write a closed intake with what happened to it; the banner says when that failed.

        What staff did is told under the id of who is signed in.

        :raises LedgerUnwritable: neither was kept.
        """
        try:
            self.intakes.record(intake, [by_whom(each, self.whose()) for each in happenings])
            self.board.unsaved = False
        except LedgerUnwritable:
            self.board.unsaved = True
            self.board.show()
            raise

    def amend(self, intake: Intake, *happenings: Happening) -> None:
        """Write something more of an intake, open or closed, wherever it stands.

        :raises LedgerUnwritable: nothing was kept.
        """
        self.write(intake, *happenings)
        if intake.is_open:
            self.intake = intake
        if self.receipt and self.receipt.id == intake.id:
            self.receipt = intake
        if self.last and self.last.id == intake.id:
            self.last = intake

    def show_receipt(self, closed: Intake, placement: Placement) -> None:
        """Show a recorded intake and how far it is on its way to its container."""
        self.receipt = self.last = closed
        self.placement = placement
        self.board.show()

    def leave_receipt(self) -> None:
        """Show the idle screen again."""
        self.receipt = None
        self.board.show()

    def _resume(self) -> None:
        """Wait for the last item's container again, where the desk was doing so when it ended."""
        last = self.last
        if self.intake or last is None or last.stage is not Stage.RECORDED or not self.workflow.confirms_placing:
            return
        waited_s = self.clock.now().boot_s - last.recorded_at.boot_s
        if last.destination and waited_s < STILL_PLACING_S and not any(each.what == "item.placed" for each in last.steps):
            self.receipt, self.placement = last, Placement(PlacementStage.AWAITED)

    def ask(self, doubt: Doubt | None) -> None:
        """Ask whether codes are of the same item; None takes the question away."""
        self.doubt = doubt
        self.note()
        self.board.show()

    def remember(self, unsettled: UnsettledCodes) -> None:
        """Ask again about the codes the desk was asking about when it ended, and let the next item's wait on."""
        self._unsettled, found = unsettled, unsettled.read()
        if found.about and found.about == self._about():
            self.next_up = list(found.next_up)
            self.doubt = Doubt(DoubtKind(found.asked), found.doubted) if found.asked else None

    def note(self) -> None:
        """Keep what is asked about or waits, for a desk that is started again."""
        if self._unsettled:
            kind, doubted = (str(self.doubt.kind), self.doubt.readings) if self.doubt else ("", ())
            self._unsettled.write(Unsettled(self._about(), kind, doubted, tuple(self.next_up)))

    def _about(self) -> str:
        beside = self.intake or self.last
        return beside.id if beside else ""

    def _take_next(self) -> None:
        """Begin with what was laid down while the last item was still being asked about."""
        if self.intake is None and self.next_up:
            readings, self.next_up = self.next_up, []
            self.note()
            for reading in readings:
                self.keep(self.joined(reading))

    def _known_by(self, reading: Reading) -> tuple[Identification, ...]:
        """Return what an earlier intake knew of the item whose code was read."""
        code = self.workflow.item_code_in(reading)
        earlier = self.intakes.find(code) if code else None
        if earlier is None:
            return ()
        item = earlier.item
        return (Identification(category=item.category, brand=item.brand, model=item.model, years=item.years, by=BY_LABEL),)
