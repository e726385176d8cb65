"""Figures that are counted once and kept until something is recorded: a day of 100,000 items takes a while to count."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from kiosk.domain.outcome import Outcome

Figures: TypeAlias = Mapping[Outcome, int]


class Counted:
    """Keeps the last count, by when it begins.

    What is counted while something is being recorded may be the old figures: they are
    returned, and not kept. Neither side waits for the other.
    """

    def __init__(self) -> None:
        self._kept: tuple[int, float, Figures] = (-1, 0.0, {})
        self._recordings = 0

    def of(self, since_s: float, count: Callable[[float], Figures]) -> Figures:
        """Return the figures since a wall time, counted anew where anything was recorded after the last count."""
        recordings, (known, begin_s, figures) = self._recordings, self._kept
        if (known, begin_s) == (recordings, since_s):
            return figures
        figures = count(since_s)
        self._kept = (recordings, since_s, figures)  # of an older recording already, if one came meanwhile
        return figures

    def forget(self, *, counts: bool = True) -> None:
        """Take note that something was written; an intake that is open or given up counts for nothing."""
        self._recordings += counts
