"""A call for the supervisor, as it waits on the screens and stands in the trail."""

from dataclasses import dataclass

from kiosk.domain.intake import Intake
from kiosk.domain.moment import Moment

CALLED, CAME = "supervisor.called", "supervisor.came"
"""The steps of the trail."""
LAPSES_S = 4 * 3600.0
"""A call nobody answered for so long is over, and so is one from before the machine was started: whoever came did not say so."""


@dataclass(frozen=True, slots=True)
class Call:
    """A supervisor is wanted."""

    intake: str
    """The item that is dangerous."""
    at: Moment
    by: str
    """Who called: ``staff``, or ``staff:<id>``."""

    def is_open(self, now: Moment) -> bool:
        """Tell whether it still waits."""
        return self.at.boot_id == now.boot_id and now.boot_s - self.at.boot_s < LAPSES_S


def call_in(intake: Intake) -> Call | None:
    """Return the last call to an item, unless a supervisor has come since."""
    last = next((each for each in reversed(intake.steps) if each.what in {CALLED, CAME}), None)
    return Call(intake.id, last.at, last.by) if last and last.what == CALLED else None
