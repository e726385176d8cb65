"""A point in time as a machine without a battery clock can know it."""

from dataclasses import dataclass
from datetime import UTC, datetime

THIS_SOFTWARE_S = 1_767_225_600.0
"""2026-01-01: a clock that shows an earlier time than its own software is wrong."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happened, and how far to trust it.

    The wall clock may be wrong until the network sets it; the boot clock never is,
    but begins again at every start. Together the hub can correct one by the other.
    """

    wall_s: float
    """Seconds since 1970, UTC, as the kiosk believed."""
    boot_id: str
    """Which start of the machine this is."""
    boot_s: float
    """Seconds since that start, sleep included."""
    synchronised: bool
    """Whether the wall clock had been set from outside."""

    def isoformat(self) -> str:
        """Return the wall time as RFC 3339 in UTC with milliseconds."""
        return datetime.fromtimestamp(self.wall_s, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

    @property
    def is_believable(self) -> bool:
        """Whether the wall time can be shown without a warning: set from outside, or at least not impossible."""
        return self.synchronised or self.wall_s >= THIS_SOFTWARE_S
