"""Whether the file on disk still is the ledger that was confirmed, looked at without changing a byte of it.

Opening a ledger for writing plays its log into it, whatever the log is. So this looks first,
through a connection that may only read.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from kiosk.adapters.ledger.file import APPLICATION_ID, is_unreadable, log_of
from kiosk.adapters.ledger.mark import mark_of, read_mark
from kiosk.adapters.ledger.migrating import is_too_new
from kiosk.adapters.ledger.packed import unpacked
from kiosk.adapters.ledger.set_aside import suspicion
from kiosk.contract.envelope import digest

CHECK_S = 4.0
"""How long the whole file may be checked at a start; what a longer check would find shows itself later, and is noted then."""
_STEPS = 10_000
_MAGIC = b"SQLite format 3\0"


def fault_of(ledger: Path, source: str) -> str:
    """Return why the ledger cannot be continued, as a clause; empty for a sound one and for none yet."""
    mark, log = read_mark(mark_of(ledger)), log_of(ledger)
    was_used = (mark and mark.sequence) or (log.exists() and log.stat().st_size)
    if not ledger.exists():
        return "its file is gone" if was_used else ""
    if not ledger.stat().st_size:
        return "its file is empty" if was_used else ""
    with ledger.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return "its file is no database"
    return suspicion(ledger) or _fault_inside(ledger, source)


def read_only(ledger: Path, *, with_log: bool = True) -> sqlite3.Connection:
    """Return a connection that changes nothing, with or without what the write-ahead log holds."""
    how = "mode=ro" if with_log else "mode=ro&immutable=1"
    return sqlite3.connect(f"{ledger.absolute().as_uri()}?{how}", uri=True, isolation_level=None)


def _fault_inside(ledger: Path, source: str) -> str:
    with closing(read_only(ledger)) as connection:
        try:
            return next((why for why in _faults(connection, ledger, source) if why), "")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY:
                return ""  # power went before the file had a log: SQLite takes the half-done change back when it is opened
            if is_unreadable(error) or "no such table" in str(error):
                return f"it cannot be read, {error}"
            raise


def _faults(connection: sqlite3.Connection, ledger: Path, source: str) -> Iterator[str]:
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    mark = read_mark(mark_of(ledger))
    was_used = mark is not None and mark.sequence > 0
    if not (owner or version or was_used or connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()):
        return  # power went while it was made, before anything was in it
    yield "" if owner == APPLICATION_ID else "it is another program's database"
    yield f"its schema {version} is newer than this kiosk" if is_too_new(version) else ""
    epoch, owner = connection.execute("SELECT epoch, source FROM meta").fetchone() or ("", "")
    yield "" if epoch else "it has lost its epoch"
    yield "" if owner in {source, ""} else "it is another kiosk's ledger"
    yield from _missing(connection, ledger, epoch)
    yield _broken_structure(connection)


def _missing(connection: sqlite3.Connection, ledger: Path, epoch: str) -> Iterator[str]:
    """Compare the end of the chain with the note of what was confirmed, and with itself."""
    mark = read_mark(mark_of(ledger))
    last = connection.execute("SELECT seq, body, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    sequence, body, hashed = last or (0, None, b"")
    yield f"the last event, {sequence}, is not what was written" if body is not None and not _fits(body, hashed) else ""
    if mark is None or not mark.sequence:
        return
    yield "it is another epoch's than the note beside it" if mark.epoch != epoch else ""
    yield f"events {sequence + 1} to {mark.sequence} were confirmed and are gone" if mark.sequence > sequence else ""
    (confirmed,) = connection.execute("SELECT hash FROM events WHERE seq = ?", [mark.sequence]).fetchone() or (b"",)
    is_same = isinstance(confirmed, bytes) and confirmed.hex().startswith(mark.hash)
    yield "" if is_same else f"event {mark.sequence} is not the one that was confirmed"


def _fits(body: object, hashed: object) -> bool:
    try:
        return isinstance(hashed, bytes) and digest(unpacked(body)) == hashed.hex()
    except ValueError:
        return False


def _broken_structure(connection: sqlite3.Connection) -> str:
    until_s = time.monotonic() + CHECK_S
    connection.set_progress_handler(lambda: time.monotonic() > until_s, _STEPS)
    try:
        (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return ""
        raise
    return "" if verdict == "ok" else str(verdict).splitlines()[-1].strip("* ").lower()
