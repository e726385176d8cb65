"""Taking back what was recorded: an event is never changed, another one follows it."""

import structlog

from kiosk.domain.intake import Intake, Stage
from kiosk.domain.outcome import Outcome
from kiosk.errors import IntakeUnknown, NoOpenIntake, NotNow
from kiosk.services.coding import coded
from kiosk.services.happenings import cancelled, corrected
from kiosk.services.on_counter import OnCounter
from kiosk.services.whose import signed
from kiosk.services.workflow import KEPT

UNDO_S = 60.0
log = structlog.get_logger()


class TakingBack:
    """Undoes the last recorded intake, corrects an older one."""

    def __init__(self, counter: OnCounter) -> None:
        self._counter = counter

    def undo(self) -> None:
        """Take the last recorded intake back, within a minute.

        :raises NotNow: too late, or it was a danger, which only a supervisor takes back.
        """
        counter = self._counter
        with counter.lock:
            last = next(iter(counter.intakes.latest(1)), None)
            now = counter.clock.now()
            if last is None or last.stage is not Stage.RECORDED:
                raise NoOpenIntake
            if last.is_danger or last.recorded_at.boot_id != now.boot_id or now.boot_s - last.recorded_at.boot_s > UNDO_S:
                raise NotNow("undo", "recorded for good")
            taken_back = signed(counter.workflow.cancel(last), last, counter.whose())
            counter.write(taken_back, cancelled(taken_back, now))
            log.info("intake.cancelled", intake=last.id)
            counter.last = None
            counter.leave_receipt()

    def correct(self, number: str, outcome: Outcome) -> None:
        """Record that an older item went another way; one that is kept now gets its code and label.

        :raises IntakeUnknown: the ledger has none of that number.
        :raises NotNow: it was a danger, was set aside or taken back; a supervisor decides those.
        :raises OutcomeStruck: a safety veto forbids it.
        """
        counter = self._counter
        with counter.lock:
            found = counter.intakes.find(number)
            if found is None:
                raise IntakeUnknown(number)
            if not can_correct(found):
                raise NotNow("correct", found.stage)
            right = coded(signed(counter.workflow.after.corrected(found, outcome), found, counter.whose()), counter.numbers)
            counter.write(right, corrected(right, counter.intakes.event_of(number), counter.clock.now()))
            log.info("intake.corrected", intake=number, outcome=outcome)
            if right.outcome in KEPT:
                counter.after(right)
            counter.board.show()


def can_correct(intake: Intake) -> bool:
    """Tell whether attendants may say that a recorded item went another way."""
    return intake.stage is Stage.RECORDED and not intake.is_danger and intake.outcome is not None
