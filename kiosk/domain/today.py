"""What an intake knows of its day, taken once when it begins: plugins are pure and have no clock.

It is kept with the intake, so the same questions get the same answers when the intake is
replayed a year later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TypeAlias

from kiosk.domain.moment import Moment

Lease: TypeAlias = str
"""Who was promised room for how many items, by the id a dataset gave it."""


@dataclass(frozen=True, slots=True)
class Today:
    """The day, and what was placed at this kiosk against each lease."""

    date: str = ""
    """``2026-11-25``; empty where the clock cannot be believed."""
    placed: Mapping[Lease, int] = field(default_factory=dict)
    """How many items were recorded here under each lease, undone ones left out."""

    def __post_init__(self) -> None:
        """Refuse a day that is none."""
        try:
            _ = self.year
        except ValueError as error:
            raise ValueError(f"a day is written as 2026-11-25, not {self.date}") from error

    @property
    def year(self) -> int | None:
        """The year, or None where nobody knows the day."""
        return date.fromisoformat(self.date).year if self.date else None

    @property
    def weekday(self) -> int | None:
        """The day of the week, 0 is Monday; None where nobody knows the day."""
        return date.fromisoformat(self.date).weekday() if self.date else None


NO_DAY = Today()
"""What is told where nobody asked with an intake."""


def today_at(moment: Moment, placed: Mapping[Lease, int]) -> Today:
    """Return the day of a moment in UTC, with no date where its clock shows the impossible."""
    day = datetime.fromtimestamp(moment.wall_s, UTC).date().isoformat() if moment.is_believable else ""
    return Today(day, dict(placed))
