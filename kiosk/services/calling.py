"""Calling the supervisor to a danger: the call stands on the screen, in the trail and at the hub until one has come."""

from dataclasses import replace

import structlog

from kiosk.domain.intake import Intake, Step
from kiosk.domain.staff import BY_STAFF, StaffMember, speaker
from kiosk.errors import IntakeUnknown, LedgerUnwritable, NotNow
from kiosk.services.call import CALLED, CAME, Call, call_in
from kiosk.services.happenings import called, came
from kiosk.services.on_counter import OnCounter

LOOKED_AT = 20
"""Latest intakes in which a desk that was started again looks for a call."""
log = structlog.get_logger()


class Calling:
    """Keeps the call that waits for a supervisor."""

    def __init__(self, counter: OnCounter) -> None:
        """Resume with the call that waited when the desk ended."""
        self._counter = counter
        candidates = (counter.intake, *counter.intakes.latest(LOOKED_AT))
        self._call = next((found for each in candidates if each and (found := call_in(each))), None)

    @property
    def open(self) -> Call | None:
        """The call that waits, or None."""
        return self._call if self._call and self._call.is_open(self._counter.clock.now()) else None

    def call(self) -> None:
        """Call the supervisor to the danger on the screen.

        :raises NotNow: there is none, or the supervisor is called to it already.
        """
        counter = self._counter
        with counter.lock:
            intake = counter.judged("call")
            if not intake.is_danger or (self.open and self.open.intake == intake.id):
                raise NotNow("call", intake.stage)
            now = counter.clock.now()
            counter.keep(replace(intake, steps=(*intake.steps, Step(now, CALLED, BY_STAFF))), called(intake, now))
            self._call = call_in(counter.open())
            log.warning("supervisor.called", intake=intake.id)

    def came(self, supervisor: StaffMember) -> None:
        """Take a supervisor's word for being there; a full disk does not go on calling.

        :raises NotNow: nobody is called, or the person is no supervisor.
        """
        counter = self._counter
        with counter.lock:
            call = self.open
            if call is None or not supervisor.is_supervisor:
                raise NotNow("come", "for a supervisor who is called")
            now, by = counter.clock.now(), speaker(supervisor.id)
            self._call = None
            try:
                intake = self._about(call)
                counter.amend(replace(intake, steps=(*intake.steps, Step(now, CAME, by))), came(intake, by, now))
            except (IntakeUnknown, LedgerUnwritable) as fault:
                log.exception("supervisor.came_untold", intake=call.intake, code=fault.code)
            log.info("supervisor.came", intake=call.intake)
            counter.board.show()

    def _about(self, call: Call) -> Intake:
        on_counter = self._counter.intake
        found = on_counter if on_counter and on_counter.id == call.intake else self._counter.intakes.find(call.intake)
        if found is None:
            raise IntakeUnknown(call.intake)
        return found
