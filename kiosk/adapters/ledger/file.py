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
from kiosk.adapters.ledger.medium import forget_cached
from kiosk.adapters.ledger.migrating import KNOWN_SCHEMA, is_too_new, migrate
from kiosk.errors import LedgerDamaged, LedgerForeign, LedgerTooNew, LedgerUnwritable

APPLICATION_ID = 0x4B53_4B31
"""``KSK1``, in the file's header."""
MEMORY = ":memory:"
BUSY_MS = 5000
MOST_PAGES = 1 << 20
"""1 GiB: a ledger that grows beyond it by mistake must not take the card from everybody else."""
_SPOILED = ("Could not decode to UTF-8", "no such table", "no such column")
"""What Python's module and SQLite say of a text, or of a schema, that is not what was written: our own words name what is there."""
# A cache of 256 KB a connection (SQLite takes 2 MB): six are open, and the kernel keeps the pages of the file anyway.
_WANTED = {"synchronous": 2, "cache_size": -256, "foreign_keys": 1, "busy_timeout": BUSY_MS, "max_page_count": MOST_PAGES}


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger that was checked and is up to date."""

    address: str
    """What SQLite opens: a URI."""
    epoch: str
    """Random, new for every new file; what the numbers of intakes and events begin with."""
    path: Path | None
    """The file; None in memory."""
    connection: sqlite3.Connection
    """Open; whoever asked for the ledger closes it. A ledger in memory lives as long as its connections."""

    def connect(self) -> sqlite3.Connection:
        """Return one more connection, which reads from the medium and not from what memory still holds."""
        if self.path:
            forget_cached(self.path, log_of(self.path))
        with _told_in_our_words(self.address):
            return _connect(self.address)


def open_ledger(path: Path | str, source: str = "", epoch: str = "") -> Ledger:
    """Return the ledger at the path, made new or migrated where needed; ``:memory:`` for one that is forgotten.

    :param source: whose events it holds; empty leaves that open.
    :param epoch: of a new file; a random one where it is empty.
    :raises LedgerDamaged: it is not what was written.
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
            epoch = _prepare(connection, str(path), source, epoch or secrets.token_hex(4))
            return Ledger(address, epoch, None if str(path) == MEMORY else Path(path), connection)
    except BaseException:
        connection.close()
        raise


def _make_room(path: Path) -> None:
    """Let the group write a new ledger: delivery is another user than the desk. SQLite's own files beside it follow."""
    try:
        path.touch(mode=0o660)
    except OSError as error:
        raise LedgerUnwritable(f"{path}: {error.strerror}") from error


def log_of(path: Path) -> Path:
    """Return the write-ahead log of a ledger file."""
    return path.with_name(path.name + "-wal")


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
    except UnicodeDecodeError as error:
        raise LedgerDamaged(path, "its own names cannot be read") from error
    except sqlite3.OperationalError as error:
        raise (LedgerDamaged(path, str(error)) if is_unreadable(error) else LedgerUnwritable(f"{path}: {error}")) from error
    except sqlite3.DatabaseError as error:
        raise (LedgerDamaged(path, str(error)) if is_damage(error) else LedgerForeign(path)) from error


def is_damage(error: sqlite3.Error) -> bool:
    """Tell whether an error says that the file is not what was written."""
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) == sqlite3.SQLITE_CORRUPT


def is_unreadable(error: sqlite3.Error) -> bool:
    """Tell whether an error says that the file or the medium under it is broken."""
    broken = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_NOTADB}
    return is_damage(error) or getattr(error, "sqlite_errorcode", 0) in broken or str(error).startswith(_SPOILED)


def _connect(address: str) -> sqlite3.Connection:
    """Open without Python's own transactions; who shares a connection between threads brings a lock.

    Every wish is read back, since SQLite answers one it cannot grant with silence.
    """
    connection = sqlite3.connect(address, uri=True, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
    granted = {name: _number(connection, f"{name} = {value}", name) for name, value in _WANTED.items()}
    if granted != _WANTED:
        connection.close()
        raise LedgerUnwritable(f"{address}: this disk grants {granted} only")
    return connection


def _prepare(connection: sqlite3.Connection, path: str, source: str, epoch: str) -> str:
    is_new = _look_over(connection, path)
    if is_new:
        connection.execute("PRAGMA page_size = 1024")
    _keep_a_log(connection, path)
    if is_new or _number(connection, "user_version") < KNOWN_SCHEMA:
        with transaction(connection):
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            migrate(connection)
            connection.execute("INSERT OR IGNORE INTO meta VALUES (1, ?, '')", [epoch])
    if is_new and path != MEMORY:
        sync_folder(Path(path).absolute().parent)
    return _claim(connection, path, source)


def _look_over(connection: sqlite3.Connection, path: str) -> bool:
    """Tell whether the file is empty, before anything in it is changed."""
    owner, version = _number(connection, "application_id"), _number(connection, "user_version")
    if owner == APPLICATION_ID and is_too_new(version):
        raise LedgerTooNew(path, version, KNOWN_SCHEMA)
    holds_something = connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    if owner != APPLICATION_ID and (owner or version or holds_something):
        raise LedgerForeign(path)
    return owner == 0


def _keep_a_log(connection: sqlite3.Connection, path: str) -> None:
    """Make sure of the write-ahead log: some network folders cannot hold one."""
    (journal,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if journal != ("memory" if path == MEMORY else "wal"):
        raise LedgerUnwritable(f"{path}: this disk grants journal {journal} only")


def _claim(connection: sqlite3.Connection, path: str, source: str) -> str:
    """Return the epoch; enter the source into a ledger that has none yet."""
    if source:
        connection.execute("UPDATE meta SET source = ? WHERE source = ''", [source])
    epoch, owner = connection.execute("SELECT epoch, source FROM meta").fetchone()
    if source and owner != source:
        raise LedgerForeign(path)
    return str(epoch)


def _number(connection: sqlite3.Connection, *pragmas: str) -> int:
    """Return what the last of these pragmas answers."""
    for each in pragmas[:-1]:
        connection.execute(f"PRAGMA {each}")
    return int(connection.execute(f"PRAGMA {pragmas[-1]}").fetchone()[0])
