"""The bars of the supervisor's chart: where each lies, in the units of its picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date

from kiosk.domain.moment import Moment
from kiosk.domain.outcome import LADDER, Outcome
from kiosk.ports import Bar
from kiosk.web.screens import local_time
from kiosk.web.texts import language, say

WIDTH, HEIGHT, GROUND = 350.0, 262.0, 234.0
TALLEST = 210.0
MOST_BARS = 9
ROOM_FOR_A_NUMBER = 18.0
DAYS = 7
_HATCH = 8.0


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a bar: an outcome's count."""

    outcome: Outcome
    x: float
    y: float
    width: float
    height: float
    count: int

    @property
    def holds_number(self) -> bool:
        """Whether its number fits inside; else it stands beside."""
        return self.height >= ROOM_FOR_A_NUMBER

    @property
    def hatches(self) -> tuple[tuple[float, float, float, float], ...]:
        """The slanted lines in it, that tell it apart without colour: x1, y1, x2, y2."""
        lines = []
        right, bottom = self.x + self.width, self.y + self.height
        reach = _HATCH
        while reach < self.width + self.height:
            start = (self.x, self.y + reach) if self.y + reach <= bottom else (self.x + self.y + reach - bottom, bottom)
            end = (self.x + reach, self.y) if self.x + reach <= right else (right, self.y + self.x + reach - right)
            lines.append((round(start[0], 1), round(start[1], 1), round(end[0], 1), round(end[1], 1)))
            reach += _HATCH
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Column:
    """One bar with its name under it."""

    middle: float
    name: str
    pieces: tuple[Piece, ...]


def hours_of(now: Moment) -> list[float]:
    """Return when each hour of today began, up to the end of this one; at most the last nine."""
    today = local_time(now)
    first = max(0, today.hour + 1 - MOST_BARS)
    start = today.replace(hour=first, minute=0, second=0, microsecond=0)
    return [(start + timedelta(hours=each)).timestamp() for each in range(today.hour - first + 2)]


def days_of(now: Moment) -> list[float]:
    """Return when each of the last seven days began, and when today ends."""
    today = local_time(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return [(today + timedelta(days=each)).timestamp() for each in range(1 - DAYS, 2)]


def midnight_s(now: Moment) -> float:
    """Return when today began."""
    return local_time(now).replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def columns(bars: Sequence[Bar], *, by_day: bool) -> tuple[Column, ...]:
    """Return the columns of a chart; the tallest one fills it."""
    most = max((sum(each.counts.values()) for each in bars), default=0) or 1
    room = WIDTH / max(len(bars), 1)
    return tuple(
        _column(bar, (place + 0.5) * room, min(42.0, room * 0.62), TALLEST / most, by_day=by_day) for place, bar in enumerate(bars)
    )


def _column(bar: Bar, middle: float, width: float, unit: float, *, by_day: bool) -> Column:
    pieces, top = [], GROUND
    for outcome in reversed(LADDER):
        count = bar.counts.get(outcome, 0)
        height = count * unit
        top -= height
        if count:
            pieces.append(Piece(outcome, round(middle - width / 2, 1), round(top, 1), round(width, 1), round(height, 1), count))
    at = datetime.fromtimestamp(bar.begins_s).astimezone()
    name = format_date(at, "EEE", locale=language()).rstrip(".") if by_day else say("hour", hour=at.hour)
    return Column(round(middle, 1), name, tuple(pieces))
