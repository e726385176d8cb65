"""The ledger's file as whoever looks after it sees it: its room, its age, its ballast.

Pruning takes bodies away, oldest first and only of what the hub has; hash and place stay, so
the chain can still be checked. Freed pages are used again, so the file stops growing.
"""

import json
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kiosk.adapters.ledger.file import MOST_PAGES, open_ledger
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.medium import ballast_of, free_bytes, keep_ballast, release_ballast
from kiosk.adapters.ledger.packed import unpacked
from kiosk.adapters.ledger.set_aside import suspicion
from kiosk.contract.events import EventType, Happening
from kiosk.errors import LedgerUnwritable
from kiosk.ports import Reset

_DELIVERED = """
    body IS NOT NULL AND type <> ? AND seq <= ? AND seq <= (SELECT delivered_to FROM delivery_state)
    AND seq NOT IN (SELECT seq FROM delivery_parked) AND seq < (SELECT max(seq) FROM events)
"""
_ENDED = """
    seq <= ? AND seq <= (SELECT delivered_to FROM delivery_state) AND seq < (SELECT max(seq) FROM events)
    AND seq NOT IN (SELECT seq FROM delivery_parked) AND seq NOT IN (SELECT seq FROM delivery_ahead)
"""
_ANY = 1 << 62


class SqliteUpkeep:
    """Looks after the file the desk's intakes lie in; writes through the desk's one writer."""

    def __init__(self, ledger: Path, intakes: SqliteIntakes) -> None:
        """Look with a connection of its own."""
        self._path = ledger
        self._intakes = intakes
        self._connection = open_ledger(ledger).connection
        self._page_bytes = self._number("page_size")

    def close(self) -> None:
        """Let go of the file; twice does no harm."""
        self._connection.close()

    @property
    def damage(self) -> str:
        """Why the ledger must be set aside at the next start, as the desk or delivery found; empty for a sound one."""
        return self._intakes.damage or suspicion(self._path)

    def free(self) -> float:
        """Return the share of the disk that is free, 0 to 1, or of the ledger's own limit where that is nearer."""
        empty, pages = self._number("freelist_count"), self._number("page_count")
        free, size = free_bytes(self._path.parent)
        return min(float(free + empty * self._page_bytes) / size, (MOST_PAGES - pages + empty) / MOST_PAGES, 1.0)

    def hold(self, why: str) -> None:
        """Refuse new intakes for that reason, until it is empty."""
        self._intakes.hold(why)

    def keep_ballast(self) -> None:
        """Occupy the space that is given up when the disk is full."""
        keep_ballast(ballast_of(self._path))

    def release_ballast(self) -> None:
        """Give up the ballast, so that what makes room finds room to write."""
        release_ballast(ballast_of(self._path))

    def prune(self, at_most: int, up_to: int | None = None) -> int:
        """Drop the bodies of the oldest delivered events; return how many, 0 where none is left.

        Heartbeats stay: they date what lies between them.
        """
        which = f"SELECT seq FROM events WHERE {_DELIVERED} ORDER BY seq LIMIT ?"  # noqa: S608 - our own words
        limits = [EventType.KIOSK_HEARTBEAT, _ANY if up_to is None else up_to, at_most]
        return self._change([(f"UPDATE events SET body = NULL WHERE seq IN ({which})", limits)])  # noqa: S608 - the same

    def forget(self, at_most: int, up_to: int) -> int:
        """Drop the oldest delivered events up to a sequence with their intakes, but never the last one; return how many."""
        which = f"SELECT seq FROM events WHERE {_ENDED} ORDER BY seq LIMIT ?"  # noqa: S608 - our own words
        limits = [up_to, at_most]
        intakes = (
            "DELETE FROM intakes WHERE stage IN ('recorded', 'cancelled') AND n IN"  # noqa: S608 - the same
            f" (SELECT CAST(substr(intake, instr(intake, '-') + 1) AS INTEGER) FROM events WHERE seq IN ({which}) AND intake LIKE ?)"
        )
        events = f"DELETE FROM events WHERE seq IN ({which})"  # noqa: S608 - the same
        return self._change([(intakes, [*limits, f"{self._intakes.epoch}-%"]), (events, limits)])

    def reached(self, wall: str) -> int:
        """Return the last sequence that a synchronised clock dates before a wall time as events have it; 0 for none."""
        beats = "SELECT seq, body FROM events WHERE type = ? AND body IS NOT NULL ORDER BY seq DESC"
        for sequence, body in self._rows(beats, EventType.KIOSK_HEARTBEAT):
            with suppress(ValueError, KeyError):
                event = json.loads(unpacked(body))
                if event["clocksynced"] and event["time"] <= wall:
                    return int(sequence)
        return 0

    def reset(self) -> Reset | None:
        """Return the reset this ledger began with, until the hub has been told of it."""
        begun = (
            "SELECT intake, body FROM events WHERE type = ? AND body IS NOT NULL"
            " AND seq > (SELECT delivered_to FROM delivery_state) AND seq <= 100 ORDER BY seq DESC LIMIT 1"
        )
        found = self._rows(begun, EventType.LEDGER_RESET)
        if not found:
            return None
        data = json.loads(unpacked(found[0][1]))["data"]
        return Reset(found[0][0], data["damage"], data.get("previous_epoch") or "", data.get("last_confirmed", 0), data["salvaged"], 0)

    def free_bytes(self) -> int:
        """Return the free space where the ledger lies."""
        return free_bytes(self._path.parent)[0]

    def tell(self, happenings: Sequence[Happening]) -> None:
        """Append events that belong to no intake.

        :raises LedgerUnwritable: none was kept.
        """
        self._intakes.tell(happenings)

    def _number(self, pragma: str) -> int:
        return int(self._rows(f"PRAGMA {pragma}")[0][0])

    def _rows(self, query: str, *values: object) -> Sequence[tuple[Any, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            self._intakes.note(error)
            raise LedgerUnwritable(str(error)) from error

    def _change(self, orders: Sequence[tuple[str, Sequence[object]]]) -> int:
        """Do it in the thread that writes; return how many rows the last order changed."""
        changed: list[int] = []

        def work(connection: sqlite3.Connection) -> None:
            changed.extend(connection.execute(order, values).rowcount for order, values in orders)

        self._intakes.write(work)
        return changed[-1]
