"""The desk's side of the ledger: intakes and their events, on disk before they are on the screen."""

import itertools
import sqlite3
import threading
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import structlog

from kiosk.adapters.ledger.file import open_ledger
from kiosk.adapters.ledger.writer import Writer
from kiosk.contract.envelope import FIRST_PREVHASH, seal
from kiosk.contract.events import EventType, Happening, Link
from kiosk.domain.intake import OPEN_STAGES, Intake, Stage
from kiosk.domain.item import Category
from kiosk.domain.outcome import LADDER, Outcome
from kiosk.domain.today import Lease

log = structlog.get_logger()
LONGEST_PLACE = 18
"""Digits of the largest number SQLite and JSON readers agree on."""
_OPEN = "stage IN ({})".format(", ".join(f"'{each}'" for each in Stage if each in OPEN_STAGES))


class SqliteIntakes:
    """Intakes, their chain of events and the catalogue in one file; the only one that appends events."""

    def __init__(self, path: Path | str, source: str) -> None:
        """Open the ledger; ``:memory:`` for one that is forgotten, an empty source for looking only.

        :raises LedgerError: the file cannot be this kiosk's ledger.
        """
        self._ledger = open_ledger(path, source)
        self._source = source
        self._reading = threading.Lock()
        self._writer = Writer(self._ledger.connect())
        (given,) = self._first("SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'intakes'") or (0,)
        self._numbers = itertools.count(given + 1)
        self._encoder = msgspec.json.Encoder(order="sorted")

    def close(self) -> None:
        """Finish writing and let go of the file; twice does no harm."""
        self._writer.close()
        with self._reading:
            self._ledger.connection.close()

    def new_id(self) -> str:
        """Return the number of the next intake, never given before."""
        return f"{self._ledger.epoch}-{next(self._numbers)}"

    def save(self, intake: Intake) -> None:
        """Keep the intake as it is now.

        :raises LedgerUnwritable: it could not be kept.
        """
        row = self._row(intake)
        self._writer.write(lambda connection: _upsert(connection, row))

    def record(self, intake: Intake, happenings: Sequence[Happening]) -> None:
        """Keep the intake and append its events, in one transaction.

        :raises LedgerUnwritable: neither was kept.
        """
        row = self._row(intake)

        def keep(connection: sqlite3.Connection) -> None:
            _upsert(connection, row)
            for each in happenings:
                self._append(connection, each)

        self._writer.write(keep)

    def open_intake(self) -> Intake | None:
        """Return the intake that was on the counter when the power went, if any."""
        return next(iter(self._intakes(f"WHERE {_OPEN} ORDER BY n DESC LIMIT 1")), None)

    def find(self, number: str) -> Intake | None:
        """Return the intake of that number (``<epoch>-<n>`` or an event id)."""
        if sequence := self._place(number, "."):
            about = self._first("SELECT intake FROM events WHERE seq = ?", sequence)
            number = str(about[0]) if about else ""
        return next(iter(self._intakes("WHERE n = ?", self._place(number, "-"))), None)

    def event_of(self, number: str) -> str:
        """Return the id of the event that said last what became of an intake; empty where there is none."""
        said = (EventType.INTAKE_RECORDED, EventType.INTAKE_CORRECTED)
        found = self._first("SELECT seq FROM events WHERE intake = ? AND type IN (?, ?) ORDER BY seq DESC LIMIT 1", number, *said)
        return f"{self._ledger.epoch}.{found[0]}" if found else ""

    def latest(self, limit: int) -> tuple[Intake, ...]:
        """Return the latest closed intakes, newest first."""
        return self._intakes(f"WHERE NOT {_OPEN} ORDER BY n DESC LIMIT ?", limit)

    def tally(self, since_s: float) -> Mapping[Outcome, int]:
        """Count recorded intakes by outcome since a wall time."""
        counted = "SELECT outcome, count(*) FROM intakes WHERE stage = 'recorded' AND updated >= ? GROUP BY outcome"
        with self._reading:
            found = dict(self._ledger.connection.execute(counted, [since_s]).fetchall())
        return {outcome: found.get(outcome.value, 0) for outcome in LADDER}

    def placed(self) -> Mapping[Lease, int]:
        """Count recorded intakes by the lease they count against; those that were taken back do not count."""
        counted = "SELECT lease, count(*) FROM intakes WHERE lease <> '' AND stage = 'recorded' GROUP BY lease"
        with self._reading:
            return dict(self._ledger.connection.execute(counted).fetchall())

    def category_of(self, gtin: str) -> Category | None:
        """Return the category staff gave this product."""
        found = self._first("SELECT category FROM catalogue WHERE gtin = ?", gtin)
        return str(found[0]) if found else None

    def learn(self, gtin: str, category: Category) -> None:
        """Remember the category of a product."""
        self._writer.write(lambda connection: connection.execute("INSERT OR REPLACE INTO catalogue VALUES (?, ?)", [gtin, category]))

    # -- inside ------------------------------------------------------------------------

    def _first(self, query: str, *values: object) -> tuple[Any, ...] | None:
        with self._reading:
            found: tuple[Any, ...] | None = self._ledger.connection.execute(query, values).fetchone()
        return found

    def _intakes(self, which: str, *values: object) -> tuple[Intake, ...]:
        with self._reading:
            rows = self._ledger.connection.execute(f"SELECT n, body FROM intakes {which}", values).fetchall()  # noqa: S608 - our own words
        return tuple(found for n, body in rows if (found := self._decoded(n, body)))

    def _decoded(self, n: int, body: bytes) -> Intake | None:
        """Return an intake; one that a newer kiosk or a dying card left unreadable does not stop the counter."""
        try:
            return msgspec.json.decode(body, type=Intake)
        except ValueError:
            log.exception("intake.unreadable", intake=f"{self._ledger.epoch}-{n}")
            return None

    def _place(self, number: str, mark: str) -> int:
        """Return what stands behind this ledger's epoch and the mark; 0 for anything else."""
        epoch, _, place = number.partition(mark)
        return int(place) if epoch == self._ledger.epoch and place.isdecimal() and len(place) <= LONGEST_PLACE else 0

    def _row(self, intake: Intake) -> list[object]:
        n = self._place(intake.id, "-")
        if not n:
            raise ValueError(f"intake {intake.id} has no number of ledger {self._ledger.epoch}")
        updated = intake.steps[-1].at if intake.steps else intake.began
        return [n, intake.stage, intake.outcome, intake.began.wall_s, updated.wall_s, intake.lease, self._encoder.encode(intake)]

    def _append(self, connection: sqlite3.Connection, happening: Happening) -> None:
        if not self._source:
            raise ValueError("this ledger was opened without a source, for looking only")
        last = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
        sequence, prevhash = (last[0] + 1, last[1].hex()) if last else (1, FIRST_PREVHASH)
        event = seal(happening, Link(self._source, self._ledger.epoch, sequence, prevhash))
        connection.execute(
            "INSERT INTO events (seq, type, intake, body, hash, crc) VALUES (?, ?, ?, ?, ?, ?)",
            [sequence, event.type, happening.subject, event.body, bytes.fromhex(event.hash), zlib.crc32(event.body)],
        )


def _upsert(connection: sqlite3.Connection, row: Sequence[object]) -> None:
    connection.execute(
        "INSERT INTO intakes (n, stage, outcome, began, updated, lease, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (n) DO UPDATE SET stage = excluded.stage, outcome = excluded.outcome,"
        " updated = excluded.updated, lease = excluded.lease, body = excluded.body",
        row,
    )
