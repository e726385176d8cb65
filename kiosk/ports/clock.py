"""Time, as services ask for it."""

from typing import Protocol

from kiosk.domain.moment import Moment


class Clock(Protocol):
    """The only one who knows what time it is."""

    def now(self) -> Moment:
        """Return the present, with how far to trust it."""
        ...

    def wait(self, seconds: float) -> None:
        """Let that much time pass."""
        ...
