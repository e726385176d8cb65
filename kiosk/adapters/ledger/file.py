"""Opening the ledger file: is it ours, is it up to date, and does the disk keep its word.

``synchronous=FULL`` in WAL mode syncs at every commit; the setting is read back, because
SQLite answers a wish it cannot grant with silence. Pages of 1 KiB: an intake and its event
then cost a flash card a third of what they cost in pages of 4 KiB.
"""

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from kiosk.adapters.durable_file import sync_folder
from kiosk.adapters.ledger.migrating import KNOWN_SCHEMA, migrate
from kiosk.errors import LedgerForeign, LedgerTooNew, LedgerUnwritable

APPLICATION_ID = 0x4B53_4B31
"""``KSK1``, in the file's header."""
MEMORY = ":memory:"
BUSY_MS = 5000
_WANTED = {"synchronous": 2, "foreign_keys": 1, "busy_timeout": BUSY_MS}


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger that was checked and is up to date."""

    address: str
    """What SQLite opens: a URI."""
    epoch: str
    """Random, new for every new file; what the numbers of intakes and events begin with."""
    connection: sqlite3.Connection
    """Open; whoever asked for the ledger closes it. A ledger in memory lives as long as its connections."""

    def connect(self) -> sqlite3.Connection:
        """Return one more connection."""
        return _connect(self.address)


def open_ledger(path: Path | str, source: str = "") -> Ledger:
    """Return the ledger at the path, made new or migrated where needed; ``:memory:`` for one that is forgotten.

    :param source: whose events it holds; empty leaves that open.
    :raises LedgerForeign: the file is another program's, or another kiosk's ledger.
    :raises LedgerTooNew: a newer kiosk wrote it.
    :raises LedgerUnwritable: the disk does not do what a ledger needs.
    """
    address = f"file:/{secrets.token_hex(8)}?vfs=memdb" if str(path) == MEMORY else Path(path).absolute().as_uri()
    if str(path) != MEMORY:
        _make_room(Path(path))
    with _told_in_our_words(str(path)):
        connection = _connect(address)
    try:
        with _told_in_our_words(str(path)):
            return Ledger(address, _prepare(connection, str(path), source), connection)
    except BaseException:
        connection.close()
        raise


def _make_room(path: Path) -> None:
    """Let the group write a new ledger: delivery is another user than the desk. SQLite's own files beside it follow."""
    try:
        path.touch(mode=0o660)
    except OSError as error:
        raise LedgerUnwritable(f"{path}: {error.strerror}") from error


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep everything that happens inside, or nothing of it. Waits for another writer."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        roll_back(connection)
        raise


def roll_back(connection: sqlite3.Connection) -> None:
    """Undo an open transaction; a full disk may already have undone it."""
    with suppress(sqlite3.Error):
        connection.execute("ROLLBACK")


@contextmanager
def _told_in_our_words(path: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise LedgerUnwritable(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise LedgerForeign(path) from error


def _connect(address: str) -> sqlite3.Connection:
    """Open without Python's own transactions; who shares a connection between threads brings a lock."""
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    for name, value in _WANTED.items():
        connection.execute(f"PRAGMA {name} = {value}")
    return connection


def _prepare(connection: sqlite3.Connection, path: str, source: str) -> str:
    is_new = _look_over(connection, path)
    if is_new:
        connection.execute("PRAGMA page_size = 1024")
    _read_back(connection, path)
    if is_new or _number(connection, "user_version") < KNOWN_SCHEMA:
        with transaction(connection):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(connection)
            connection.execute("INSERT OR IGNORE INTO meta VALUES (1, ?, '')", [secrets.token_hex(4)])
    if is_new and path != MEMORY:
        sync_folder(Path(path).absolute().parent)
    return _claim(connection, path, source)


def _look_over(connection: sqlite3.Connection, path: str) -> bool:
    """Tell whether the file is empty, before anything in it is changed."""
    owner, version = _number(connection, "application_id"), _number(connection, "user_version")
    if owner == APPLICATION_ID and version > KNOWN_SCHEMA:
        raise LedgerTooNew(path, version, KNOWN_SCHEMA)
    holds_something = connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    if owner != APPLICATION_ID and (owner or version or holds_something):
        raise LedgerForeign(path)
    return owner == 0


def _read_back(connection: sqlite3.Connection, path: str) -> None:
    """Make sure that the disk syncs: some network folders cannot hold a write-ahead log."""
    (journal,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    granted = {name: _number(connection, name) for name in _WANTED}
    if journal != ("memory" if path == MEMORY else "wal") or granted != _WANTED:
        raise LedgerUnwritable(f"{path}: this disk grants journal {journal} and {granted} only")


def _claim(connection: sqlite3.Connection, path: str, source: str) -> str:
    """Return the epoch; enter the source into a ledger that has none yet."""
    if source:
        connection.execute("UPDATE meta SET source = ? WHERE source = ''", [source])
    epoch, owner = connection.execute("SELECT epoch, source FROM meta").fetchone()
    if source and owner != source:
        raise LedgerForeign(path)
    return str(epoch)


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    return int(connection.execute(f"PRAGMA {pragma}").fetchone()[0])
