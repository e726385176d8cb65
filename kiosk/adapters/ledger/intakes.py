"""The desk's side of the ledger: intakes and their events, on disk before they are on the screen."""

import itertools
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog

from kiosk.adapters.item_codes import as_item_code
from kiosk.adapters.ledger.chain import Head, append
from kiosk.adapters.ledger.counted import Counted
from kiosk.adapters.ledger.figures import FIND_CODED
from kiosk.adapters.ledger.file import is_unreadable, open_ledger
from kiosk.adapters.ledger.mark import Confirmed, Mark, mark_of
from kiosk.adapters.ledger.rows import intake_of, place, row_of, upsert
from kiosk.adapters.ledger.set_aside import salvaged, suspect
from kiosk.adapters.ledger.writer import Access, Work, Writer
from kiosk.contract.events import EventType, Happening
from kiosk.domain.intake import OPEN_STAGES, Intake, Stage
from kiosk.domain.item import Category
from kiosk.domain.outcome import LADDER, Outcome
from kiosk.domain.today import Lease
from kiosk.errors import LedgerError, LedgerUnwritable

log = structlog.get_logger()
_OPEN = "stage IN ({})".format(", ".join(f"'{each}'" for each in Stage if each in OPEN_STAGES))


_SINCE = "SELECT outcome, count(*) FROM intakes WHERE stage = 'recorded' AND updated >= ? GROUP BY outcome"


class SqliteIntakes:
    """Intakes, their chain of events and the catalogue in one file; the only one that appends events."""

    def __init__(self, path: Path | str, source: str) -> None:
        """Open the ledger; ``:memory:`` for one that is forgotten, an empty source for looking only.

        :raises LedgerError: the file cannot be this kiosk's ledger.
        """
        self._ledger = open_ledger(path, source)
        self._source = source
        self._reading = threading.Lock()
        self._tally = Counted()
        self._damage = ""
        self._held = ""
        self._mark = Mark(mark_of(self._ledger.path)) if self._ledger.path and source else None
        self._writer = Writer(Access(self._ledger.connect, self._confirmed, self._found_damaged))
        (given,) = self._first("SELECT ifnull(max(seq), 0) FROM sqlite_sequence WHERE name = 'intakes'") or (0,)
        self._numbers = itertools.count(given + 1)

    def close(self) -> None:
        """Finish writing and let go of the file; twice does no harm."""
        self._writer.close()
        if self._mark:
            self._mark.close()
        with self._reading:
            self._ledger.connection.close()

    @property
    def epoch(self) -> str:
        """The epoch of this ledger file."""
        return self._ledger.epoch

    @property
    def damage(self) -> str:
        """Why the ledger must be set aside at the next start; empty for a sound one."""
        return self._damage

    def hold(self, why: str) -> None:
        """Refuse intakes for that reason, until it is empty."""
        self._held = why

    def new_id(self) -> str:
        """Return the number of the next intake, never given before."""
        return f"{self._ledger.epoch}-{next(self._numbers)}"

    def save(self, intake: Intake) -> None:
        """Keep the intake as it is now.

        :raises LedgerUnwritable: it could not be kept.
        """
        row = row_of(intake, self._ledger.epoch)
        self._admit()
        self._writer.write(lambda connection: upsert(connection, row))
        self._tally.forget(counts=intake.stage is Stage.RECORDED)

    def record(self, intake: Intake, happenings: Sequence[Happening]) -> None:
        """Keep the intake and append its events, in one transaction.

        :raises LedgerUnwritable: neither was kept.
        """
        row = row_of(intake, self._ledger.epoch)

        def keep(connection: sqlite3.Connection) -> None:
            upsert(connection, row)
            for each in happenings:
                self._append(connection, each)

        self._admit()
        self._writer.write(keep)
        self._tally.forget()

    def tell(self, happenings: Sequence[Happening], also: Work | None = None) -> None:
        """Append events that belong to no intake, with what else belongs into the same transaction.

        :raises LedgerUnwritable: nothing was kept.
        """

        def keep(connection: sqlite3.Connection) -> None:
            for each in happenings:
                self._append(connection, each)
            if also:
                also(connection)

        self._writer.write(keep)

    def write(self, work: Work) -> None:
        """Do what keeps the file well in the one thread that writes.

        :raises LedgerUnwritable: nothing of it was kept.
        """
        self._writer.write(work)
        self._tally.forget()

    def open_intake(self) -> Intake | None:
        """Return the intake that was on the counter when the power went, if any."""
        return next(iter(self._intakes(f"WHERE {_OPEN} ORDER BY n DESC LIMIT 1")), None)

    def find(self, number: str) -> Intake | None:
        """Return the intake of that number (``<epoch>-<n>``, an event id or an item code)."""
        if not self._is_ours(number) and (found := self._coded(number)):
            return found
        if not self._is_ours(number) and self._ledger.path:
            return next((found for each in salvaged(self._ledger.path) if (found := _found_in(each, number))), None)
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
        """Count recorded intakes by outcome since a wall time; each view of a screen asks, so it is counted once a recording."""
        return self._tally.of(since_s, self._count)

    def placed(self) -> Mapping[Lease, int]:
        """Count recorded intakes by the lease they count against; those that were taken back do not count."""
        return dict(self._rows("SELECT lease, placed FROM leases_counted WHERE placed > 0"))

    def category_of(self, gtin: str) -> Category | None:
        """Return the category staff gave this product."""
        found = self._first("SELECT category FROM catalogue WHERE gtin = ?", gtin)
        return str(found[0]) if found else None

    def learn(self, gtin: str, category: Category) -> None:
        """Remember the category of a product."""
        self._writer.write(lambda connection: connection.execute("INSERT OR REPLACE INTO catalogue VALUES (?, ?)", [gtin, category]))

    # -- inside ------------------------------------------------------------------------

    def _count(self, since_s: float) -> Mapping[Outcome, int]:
        found = dict(self._rows(_SINCE, since_s))
        return {outcome: found.get(outcome.value, 0) for outcome in LADDER}

    def _admit(self) -> None:
        if self._held:
            raise LedgerUnwritable(self._held)

    def _confirmed(self, head: Head) -> None:
        if self._mark:
            self._mark.write(Confirmed(self._ledger.epoch, head.sequence, head.hash.hex()))

    def _found_damaged(self, why: str) -> None:
        """Note it for the next start, which then need not find it again."""
        log.error("ledger.damaged", fault=why)
        if not self._damage and self._ledger.path and self._source:
            suspect(self._ledger.path, why)
        self._damage = self._damage or why

    def _coded(self, typed: str) -> Intake | None:
        """Return the intake whose item has this code."""
        code = as_item_code(typed)
        return next(iter(self._intakes(FIND_CODED, code)), None) if code else None

    def _first(self, query: str, *values: object) -> tuple[Any, ...] | None:
        return next(iter(self._rows(query, *values)), None)

    def _intakes(self, which: str, *values: object) -> tuple[Intake, ...]:
        rows = self._rows(f"SELECT n, body FROM intakes {which}", *values)  # noqa: S608 - our own words
        return tuple(found for n, body in rows if (found := self._decoded(n, body)))

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what can be read: a damaged page costs what is on it, never the screen."""
        try:
            with self._reading:
                return self._ledger.connection.execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            if not self.note(error):
                raise
            return []

    def note(self, error: sqlite3.Error) -> bool:
        """Tell whether an error means damage, and keep in mind that it does."""
        if is_unreadable(error):
            self._found_damaged(str(error))
        return is_unreadable(error)

    def _decoded(self, n: int, body: object) -> Intake | None:
        """Return an intake; one that a newer kiosk or a dying card left unreadable does not stop the counter."""
        try:
            return intake_of(body)
        except ValueError:
            log.exception("intake.unreadable", intake=f"{self._ledger.epoch}-{n}")
            return None

    def _is_ours(self, number: str) -> bool:
        return number.startswith((f"{self._ledger.epoch}-", f"{self._ledger.epoch}."))

    def _place(self, number: str, mark: str) -> int:
        return place(number, self._ledger.epoch, mark)

    def _append(self, connection: sqlite3.Connection, happening: Happening) -> None:
        if not self._source:
            raise ValueError("this ledger was opened without a source, for looking only")
        append(connection, happening, self._source, self._ledger.epoch)


def _found_in(earlier: Path, number: str) -> Intake | None:
    """Look into the ledger of an earlier epoch."""
    try:
        opened = SqliteIntakes(earlier, source="")
    except LedgerError:
        log.exception("ledger.unreadable", ledger=earlier.name)
        return None
    try:
        return opened.find(number) if number.startswith(opened.epoch) else None
    finally:
        opened.close()
