"""Counts over the ledger for the supervisor's pages, each from an index: they stay fast when it has grown."""

import threading
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import structlog

from kiosk.adapters.ledger.file import open_ledger
from kiosk.adapters.ledger.rows import intake_of
from kiosk.domain.intake import Intake
from kiosk.domain.outcome import LADDER, Outcome
from kiosk.ports import Bar, Tally

log = structlog.get_logger()
_RECORDED = "stage = 'recorded' AND updated >= ?"
_DANGER = f"{_RECORDED} AND danger"
_OVERRIDDEN = f"{_RECORDED} AND overridden"
_OUTCOMES = frozenset(each.value for each in LADDER)
"""What a column may say; a spoiled page may say anything."""
_ASIDE = "stage = 'recorded' AND outcome IS NULL"
_BY_OUTCOME = f"SELECT outcome, count(*) FROM intakes WHERE {_RECORDED} GROUP BY outcome"  # noqa: S608 - our own words
_BETWEEN = f"SELECT outcome, count(*) FROM intakes WHERE {_RECORDED} AND updated < ? AND outcome IS NOT NULL GROUP BY outcome"  # noqa: S608
_LONGEST_WAITING = f"SELECT n, body FROM intakes INDEXED BY intakes_aside WHERE {_ASIDE} ORDER BY n LIMIT ?"  # noqa: S608 - our own words
FIND_CODED = "INDEXED BY intakes_coded WHERE code = ? AND code <> '' LIMIT 1"
"""Finds an intake by its item code, in the words its index wants."""


class SqliteFigures:
    """Counts what was recorded, with a connection of its own that only reads."""

    def __init__(self, ledger: Path | str) -> None:
        """Open the ledger for looking."""
        self._connection = open_ledger(ledger).connection
        self._lock = threading.Lock()

    def close(self) -> None:
        """Let go of the file; twice does no harm."""
        with self._lock:
            self._connection.close()

    def tally(self, since_s: float) -> Tally:
        """Count what was recorded since a wall time."""
        by_outcome = self._rows(_BY_OUTCOME, since_s)
        outcomes = {Outcome(name) if name else None: count for name, count in by_outcome if name is None or name in _OUTCOMES}
        return Tally(
            {each: outcomes.get(each, 0) for each in (*LADDER, None)},
            self._count(f"INDEXED BY intakes_dangers WHERE {_DANGER}", since_s),
            self._count(f"INDEXED BY intakes_overridden WHERE {_OVERRIDDEN}", since_s),
        )

    def bars(self, edges_s: Sequence[float]) -> tuple[Bar, ...]:
        """Count by outcome between each two neighbours of the edges, which rise."""
        return tuple(self._bar(begins_s, ends_s) for begins_s, ends_s in pairwise(edges_s))

    def set_aside(self, limit: int) -> tuple[Intake, ...]:
        """Return the items that wait for a supervisor, longest first; one that cannot be read is left out."""
        rows = self._rows(_LONGEST_WAITING, limit)
        return tuple(found for n, body in rows if (found := _decoded(n, body)))

    def waiting(self) -> int:
        """Count them."""
        return self._count(f"INDEXED BY intakes_aside WHERE {_ASIDE}")

    def _bar(self, begins_s: float, ends_s: float) -> Bar:
        counts = {Outcome(name): count for name, count in self._rows(_BETWEEN, begins_s, ends_s) if name in _OUTCOMES}
        return Bar(begins_s, {each: counts.get(each, 0) for each in LADDER})

    def _count(self, which: str, *values: object) -> int:
        return int(self._rows(f"SELECT count(*) FROM intakes {which}", *values)[0][0])  # noqa: S608 - our own words

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(query, values).fetchall()


def _decoded(n: int, body: object) -> Intake | None:
    try:
        return intake_of(body)
    except ValueError:
        log.warning("intake.unreadable", n=n)
        return None
