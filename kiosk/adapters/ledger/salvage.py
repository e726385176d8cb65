"""What can still be read of a damaged ledger, written into a ledger of its own epoch.

That file has the same shape, so delivery drains it and ``kiosk explain`` looks into it as
into any other. Rows come from SQLite, around the pages it cannot read; events also from
the bare pages. Only events whose hash fits and whose source is this kiosk are believed.
"""

import itertools
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from kiosk.adapters.ledger.carving import Row, carved
from kiosk.adapters.ledger.examination import read_only
from kiosk.adapters.ledger.file import is_damage, log_of
from kiosk.adapters.ledger.packed import unpacked
from kiosk.adapters.ledger.rows import intake_of, row_of, upsert
from kiosk.contract.envelope import digest
from kiosk.domain.intake import Intake

MOST_MISSES = 500
"""How many numbers one after the other may lead nowhere before the rest of a table is given up; more than a page has rows."""
NOT_CARRIED = {"meta", "intakes", "events"}
_EVENTS = "seq, type, intake, body, hash, crc"
_INTAKES = "n, body"


class _Envelope(msgspec.Struct):
    epoch: str
    source: str
    sequence: str


@dataclass
class Remains:
    """What was read, by epoch."""

    epoch: str = ""
    delivered_to: int = 0
    events: dict[str, dict[int, Sequence[Any]]] = field(default_factory=dict)
    intakes: dict[int, Intake] = field(default_factory=dict)
    parked: dict[int, Sequence[Any]] = field(default_factory=dict)
    settled: set[int] = field(default_factory=set)
    """Delivered beyond the cursor."""
    carried: dict[str, dict[Any, Sequence[Any]]] = field(default_factory=dict)
    """Rows of what the next ledger takes over, by table: what staff taught the kiosk."""

    @property
    def epochs(self) -> tuple[str, ...]:
        """Every epoch of which something was read."""
        return tuple(sorted(self.events.keys() | ({self.epoch} - {""})))

    def undelivered(self, epoch: str) -> list[int]:
        """Return the sequences with a body that the hub may not have."""
        rows = self.events.get(epoch, {})
        done = self.delivered_to if epoch == self.epoch else 0
        gone = self.settled if epoch == self.epoch else set()
        return [sequence for sequence, row in sorted(rows.items()) if row[3] is not None and sequence > done and sequence not in gone]


def remains_of(ledger: Path, source: str) -> Remains:
    """Return everything that can be read of a ledger that was set aside, without changing it."""
    remains = Remains()
    # SQLite throws the log of an empty file away, even where it may only read.
    for with_log in (True, False) if ledger.exists() and ledger.stat().st_size else ():
        try:
            with closing(read_only(ledger, with_log=with_log)) as connection:
                _read(connection, remains, source)
        except sqlite3.Error:
            continue  # the bare pages are next
    for row in carved(ledger, log_of(ledger)):
        _believe(row, remains, source)
    return remains


def _read(connection: sqlite3.Connection, remains: Remains, source: str) -> None:
    found = next(iter(_readable(connection, "meta", "id", "id, epoch, source")), None)
    if found and found[2] not in {source, ""}:
        return
    if found:
        remains.epoch = remains.epoch or str(found[1])
    state = next(iter(_readable(connection, "delivery_state", "id", "id, delivered_to")), (1, 0))
    remains.delivered_to = max(remains.delivered_to, state[1])
    remains.settled |= {each for (each,) in _readable(connection, "delivery_ahead", "seq", "seq")}
    for row in _readable(connection, "delivery_parked", "seq", "seq, status, reason, again"):
        remains.parked.setdefault(row[0], row)
    for row in _readable(connection, "events", "seq", _EVENTS):
        _believe(row, remains, source)
    for row in _readable(connection, "intakes", "n", _INTAKES):
        with suppress(ValueError):
            remains.intakes.setdefault(row[0], intake_of(row[1]))
    for table in _tables(connection):
        kept = remains.carried.setdefault(table, {})
        for row in _all_of(connection, table):
            kept.setdefault(tuple(row), row)


def _readable(connection: sqlite3.Connection, table: str, key: str, columns: str) -> Iterator[Sequence[Any]]:
    """Yield each row of a table that can be read, in the order of its key, around the pages that cannot."""
    last, misses = -1, 0
    query = f"SELECT {columns} FROM {table} WHERE {key} > ? ORDER BY {key}"  # noqa: S608 - our own words
    while misses < MOST_MISSES:
        try:
            for row in connection.execute(query, [last]):
                yield row
                last, misses = row[0], 0
            return
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                return
            last, misses = last + 1, misses + 1


def _all_of(connection: sqlite3.Connection, table: str) -> Iterator[Sequence[Any]]:
    """Yield the rows of a small table up to the first page that cannot be read."""
    with suppress(sqlite3.DatabaseError):
        yield from connection.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own words


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables the next ledger takes over."""
    try:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    except sqlite3.DatabaseError:
        return []
    return [each for each in names if each not in NOT_CARRIED and not each.startswith(("sqlite_", "delivery_"))]


def _believe(row: Sequence[Any] | Row, remains: Remains, source: str) -> None:
    """Take an event whose bytes are those that were hashed, and which is this kiosk's and in its place."""
    sequence, body, hashed = row[0], row[3], row[4]
    if not isinstance(sequence, int) or not isinstance(hashed, bytes):
        return
    epoch = remains.epoch
    if body is not None:
        try:
            plain = unpacked(body)
            envelope = msgspec.json.decode(plain, type=_Envelope)
        except ValueError:
            return
        if digest(plain) != hashed.hex() or envelope.source != source or envelope.sequence != str(sequence):
            return
        epoch = envelope.epoch
    if epoch:
        kept = remains.events.setdefault(epoch, {})
        if sequence not in kept or kept[sequence][3] is None:
            kept[sequence] = row


def write_salvaged(connection: sqlite3.Connection, remains: Remains, epoch: str) -> None:
    """Put what was read of one epoch into its own new ledger; must run in a transaction."""
    rows, waiting = remains.events.get(epoch, {}), remains.undelivered(epoch)
    lost = sorted(set(range(waiting[0], waiting[-1])) - set(waiting)) if waiting else []
    delivered_to = waiting[0] - 1 if waiting else max(rows, default=0)
    holes = [(each, "lost", "", None, bytes(32), 0) for each in lost if each not in rows]
    connection.executemany("INSERT OR IGNORE INTO events VALUES (?, ?, ?, ?, ?, ?)", itertools.chain(rows.values(), holes))
    connection.executemany("INSERT OR IGNORE INTO delivery_ahead VALUES (?)", [[each] for each in lost])
    connection.execute("UPDATE delivery_state SET delivered_to = ?", [delivered_to])
    if epoch == remains.epoch:
        for intake in remains.intakes.values():
            with suppress(ValueError):
                upsert(connection, row_of(intake, epoch))
        parked = [row for sequence, row in remains.parked.items() if sequence in rows and rows[sequence][3] is not None]
        connection.executemany("INSERT OR IGNORE INTO delivery_parked VALUES (?, ?, ?, ?)", parked)


def carry_over(connection: sqlite3.Connection, remains: Remains) -> None:
    """Give the next ledger what staff taught the kiosk; must run in a transaction."""
    known = set(_tables(connection))
    for table, rows in remains.carried.items():
        if table in known and rows:
            width = len(connection.execute(f"SELECT * FROM {table} LIMIT 0").description)  # noqa: S608 - our own words
            fitting = [row for row in rows.values() if len(row) == width]
            marks = ", ".join("?" * width)
            connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", fitting)  # noqa: S608 - our own words
