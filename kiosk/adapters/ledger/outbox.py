"""Delivery's side of the ledger: which events the hub has, which it refused, when to try again.

It reads the events and writes its own tables only, in transactions so short that the desk
never notices. Nothing is ever taken out of the chain: an event that was refused holds its
place, and the cursor walks past it.
"""

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from kiosk.adapters.ledger.file import is_unreadable, open_ledger, transaction
from kiosk.adapters.ledger.packed import unpacked
from kiosk.contract.envelope import sendable
from kiosk.contract.events import Event
from kiosk.errors import LedgerDamaged, LedgerUnwritable
from kiosk.ports import Backlog, NextTry, Parked

_T = TypeVar("_T")

_WAITING = """
    SELECT seq, type, body, hash FROM events WHERE seq IN (SELECT seq FROM delivery_parked WHERE again)
    UNION ALL
    SELECT seq, type, body, hash FROM events
    WHERE seq > (SELECT delivered_to FROM delivery_state)
      AND seq NOT IN (SELECT seq FROM delivery_ahead) AND seq NOT IN (SELECT seq FROM delivery_parked)
    ORDER BY seq
"""

_BACKLOG = """
    SELECT (SELECT ifnull(max(seq), 0) FROM events) AS written,
           (SELECT count(*) FROM delivery_parked WHERE NOT again) AS parked,
           (SELECT count(*) FROM delivery_parked WHERE again)
             - (SELECT count(*) FROM delivery_parked WHERE seq > delivered_to)
             - (SELECT count(*) FROM delivery_ahead) - delivered_to AS waiting_beyond_written,
           fault
    FROM delivery_state
"""


class SqliteOutbox:
    """Events in, acknowledgements out, in a connection of its own."""

    def __init__(self, path: Path | str) -> None:
        """Open the ledger, or make it where the desk has not yet.

        :raises LedgerError: the file cannot be a ledger.
        """
        self._path = path
        self._ledger = open_ledger(path)
        (self._source,) = self._ledger.connection.execute("SELECT source FROM meta").fetchone()
        self._one_at_a_time = threading.Lock()

    def close(self) -> None:
        """Let go of the file; twice does no harm."""
        with self._one_at_a_time:
            self._ledger.connection.close()

    @property
    def epoch(self) -> str:
        """The epoch of this ledger file."""
        return self._ledger.epoch

    def waiting(self, max_events: int, max_bytes: int) -> tuple[Event, ...]:
        """Return the oldest undelivered events that follow each other without a gap; at least one if there is any.

        One run at a time, because a batch is signed by its last event and the chain must reach back to the first.
        """
        return self._read(lambda connection: self._run(connection, max_events, max_bytes))

    def settle(self, sequences: Sequence[int], parked: Sequence[tuple[int, str, str]]) -> None:
        """Keep what the hub said: delivered sequences, and (sequence, status, reason) of parked ones."""

        def keep(connection: sqlite3.Connection) -> None:
            connection.executemany("DELETE FROM delivery_parked WHERE seq = ?", [[each] for each in sequences])
            connection.executemany("INSERT OR REPLACE INTO delivery_parked VALUES (?, ?, ?, 0)", parked)
            _advance(connection, sequences)
            connection.execute("UPDATE delivery_state SET boot_id = '', boot_s = 0, attempts = 0, fault = ''")

        self._write(keep)

    def postpone(self, until: NextTry) -> None:
        """Keep when to try again and why the last try failed."""
        change = "UPDATE delivery_state SET boot_id = ?, boot_s = ?, attempts = ?, fault = ?"
        self._write(lambda connection: connection.execute(change, [until.boot_id, until.boot_s, until.attempts, until.fault]))

    def next_try(self) -> NextTry | None:
        """Return when to try again, or None for now."""
        query = "SELECT boot_id, boot_s, attempts, fault FROM delivery_state"
        boot_id, boot_s, attempts, fault = self._read(lambda connection: connection.execute(query).fetchone())
        return NextTry(boot_id, boot_s, attempts, fault) if attempts else None

    def retry(self) -> int:
        """Make everything due now, parked events too; return how many wait."""

        def keep(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE delivery_parked SET again = 1")
            connection.execute("UPDATE delivery_state SET boot_id = '', boot_s = 0")  # no boot has this id: due now

        self._write(keep)
        return self.backlog().waiting

    def backlog(self) -> Backlog:
        """Return how far delivery has come."""
        written, parked, beyond, fault = self._read(lambda connection: connection.execute(_BACKLOG).fetchone())
        return Backlog(self.epoch, written, written + beyond, parked, fault)

    def parked(self) -> tuple[Parked, ...]:
        """Return the parked events, oldest first."""
        query = "SELECT seq, type, body, hash, status, reason FROM events JOIN delivery_parked USING (seq) WHERE NOT again ORDER BY seq"
        rows = self._read(lambda connection: connection.execute(query).fetchall())
        return tuple(Parked(self._event(row[:4]), status, reason) for *row, status, reason in rows)

    # -- inside ------------------------------------------------------------------------

    def _run(self, connection: sqlite3.Connection, max_events: int, max_bytes: int) -> tuple[Event, ...]:
        run: list[Event] = []
        size_bytes = 0
        for row in connection.execute(_WAITING + "LIMIT ?", [max_events]):
            event = self._event(row)
            size_bytes += len(event.body)
            if run and (size_bytes > max_bytes or event.sequence != run[-1].sequence + 1):
                break
            run.append(event)
        return tuple(run)

    def _event(self, row: Sequence[Any]) -> Event:
        sequence, kind, body, digest = row
        return sendable(Event(self.epoch, sequence, str(kind), _legible(body), _hex(digest)), self._source)

    def _read(self, query: Callable[[sqlite3.Connection], _T]) -> _T:
        with self._one_at_a_time, self._told():
            return query(self._ledger.connection)

    def _write(self, work: Callable[[sqlite3.Connection], object]) -> None:
        with self._one_at_a_time, self._told(), transaction(self._ledger.connection):
            work(self._ledger.connection)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except UnicodeDecodeError as error:
            raise LedgerDamaged(str(self._path), "what it says cannot be read") from error
        except sqlite3.DatabaseError as error:
            raise (LedgerDamaged(str(self._path), str(error)) if is_unreadable(error) else LedgerUnwritable(str(error))) from error


def _legible(body: object) -> bytes:
    """Return a body; of one the card has spoiled nothing, and the stand-in goes."""
    try:
        return unpacked(body)
    except ValueError:
        return b""


def _hex(digest: object) -> str:
    """Return a hash in hex; what the card made of it may be no bytes any more."""
    return digest.hex() if isinstance(digest, bytes) else ""


def _advance(connection: sqlite3.Connection, settled: Iterable[int]) -> None:
    """Move the cursor over everything settled or parked that follows it; keep what is settled beyond a gap."""
    (before,) = connection.execute("SELECT delivered_to FROM delivery_state").fetchone()
    ahead = {each for (each,) in connection.execute("SELECT seq FROM delivery_ahead")} | {each for each in settled if each > before}
    held = {each for (each,) in connection.execute("SELECT seq FROM delivery_parked WHERE seq > ?", [before])}
    after = before
    while after + 1 in ahead or after + 1 in held:
        after += 1
    connection.execute("UPDATE delivery_state SET delivered_to = ?", [after])
    connection.execute("DELETE FROM delivery_ahead WHERE seq <= ?", [after])
    connection.executemany("INSERT OR IGNORE INTO delivery_ahead VALUES (?)", [[each] for each in ahead if each > after])
