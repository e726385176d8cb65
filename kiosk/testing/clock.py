"""A clock that is set by hand: tests wait for nobody."""

from kiosk.domain.moment import Moment

BEGINNING_S = 1_800_000_000.0


class HandClock:
    """Implements the port Clock; time passes when a test says so."""

    def __init__(self, wall_s: float = BEGINNING_S) -> None:
        self._wall_s = wall_s
        self._boot_s = 1000.0

    def now(self) -> Moment:
        """Return the present."""
        return Moment(self._wall_s, "boot-1", self._boot_s, synchronised=True)

    def wait(self, seconds: float) -> None:
        """Let that much time pass at once."""
        self._wall_s += seconds
        self._boot_s += seconds
