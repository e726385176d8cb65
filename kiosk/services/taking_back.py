"""Taking back what was recorded: an event is never changed, another one follows it."""

import structlog

from kiosk.domain.intake import Stage
from kiosk.errors import NoOpenIntake, NotNow
from kiosk.services.happenings import cancelled
from kiosk.services.on_counter import OnCounter

UNDO_S = 60.0
log = structlog.get_logger()


class TakingBack:
    """Undoes the last recorded intake."""

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
            if last.is_danger or last.steps[-1].at.boot_id != now.boot_id or now.boot_s - last.steps[-1].at.boot_s > UNDO_S:
                raise NotNow("undo", "recorded for good")
            taken_back = counter.workflow.cancel(last)
            counter.write(taken_back, cancelled(taken_back, now))
            log.info("intake.cancelled", intake=last.id)
            counter.leave_receipt()
