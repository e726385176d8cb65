"""Virtual time: it passes only where somebody waits or something takes long."""

from kiosk.domain.moment import THIS_SOFTWARE_S, Moment


class VirtualClock:
    """A clock that stands still between two waits."""

    def __init__(self) -> None:
        self.now_s = 0.0
        """Seconds since it was made."""

    def now(self) -> Moment:
        """Return the virtual present."""
        return Moment(THIS_SOFTWARE_S + self.now_s, "simulated", self.now_s, synchronised=False)

    def wait(self, seconds: float) -> None:
        """Let that much virtual time pass at once."""
        self.now_s += seconds
