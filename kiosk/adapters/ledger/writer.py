"""One thread that writes: what several callers want at the same time goes to disk in one commit.

A sync costs milliseconds whatever it holds. While one commit runs, others queue up and
share the next one; nobody waits on purpose.

After an error of the disk nothing the connection says can be trusted: a sync that failed
once may succeed the next time without having written anything. So the connection is
dropped; the next one must show the last confirmed event, read from the medium, before it
may write.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

import structlog

from kiosk.adapters.ledger.chain import Head, head_of
from kiosk.adapters.ledger.file import is_damage, roll_back, transaction
from kiosk.errors import LedgerDamaged, LedgerError, LedgerUnwritable

Work = Callable[[sqlite3.Connection], object]
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Access:
    """What the writer is given: how to connect, and who hears of what."""

    connect: Callable[[], sqlite3.Connection]
    """Return a connection that sees the medium, not what memory still holds of it."""
    confirmed: Callable[[Head], None]
    """Called after each commit, before any caller is told."""
    damaged: Callable[[str], None]
    """Called when the file turns out not to be what was written."""


@dataclass(frozen=True, slots=True)
class _Wish:
    work: Work
    kept: Future[None] = field(default_factory=Future)


class Writer:
    """Owns the only connection that writes for the desk."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._connection: sqlite3.Connection | None = access.connect()
        self._head = head_of(self._connection)
        access.confirmed(self._head)
        self._wishes: queue.SimpleQueue[_Wish | None] = queue.SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    def write(self, work: Work) -> None:
        """Do the work in a transaction; when this returns, it is on disk.

        :raises LedgerUnwritable: nothing of it was kept.
        """
        wish = _Wish(work)
        with self._door:
            if self._closed:
                raise LedgerUnwritable("the ledger is closed")
            self._wishes.put(wish)
        wish.kept.result()

    def close(self) -> None:
        """Finish what was asked for and close the connection; twice does no harm."""
        with self._door:
            if not self._closed:
                self._wishes.put(None)
            self._closed = True
        self._thread.join()

    # -- in the thread -----------------------------------------------------------------

    def _run(self) -> None:
        going_on = True
        while going_on:
            wishes = [self._wishes.get()]
            while not self._wishes.empty():
                wishes.append(self._wishes.get())
            going_on = None not in wishes
            self._commit([each for each in wishes if each])
        if self._connection:
            self._connection.close()

    def _commit(self, wishes: Sequence[_Wish]) -> None:
        """Keep all wishes or none, but for those whose own values were wrong."""
        if not wishes:
            return
        good: list[_Wish] = []
        try:
            connection = self._sound()
            connection.execute("BEGIN IMMEDIATE")
            good = [each for each in wishes if _try(connection, each)]
            head = head_of(connection)  # inside: asked afterwards, it would cost locks of its own
            connection.execute("COMMIT")
        except (sqlite3.Error, LedgerError) as error:
            self._fail(error, wishes)
            return
        self._head = head
        self._access.confirmed(head)
        for each in good:
            each.kept.set_result(None)

    def _sound(self) -> sqlite3.Connection:
        """Return the connection, renewed after an error of the disk."""
        if self._connection is None:
            connection = self._access.connect()
            try:
                self._verify(connection)
            except BaseException:
                connection.close()
                raise
            log.warning("ledger.reopened", sequence=self._head.sequence)
            self._connection = connection
        return self._connection

    def _verify(self, connection: sqlite3.Connection) -> None:
        """Make sure that what was confirmed is there, then write once over what a failed commit left in the log."""
        found = connection.execute("SELECT hash FROM events WHERE seq = ?", [self._head.sequence]).fetchone()
        if self._head.sequence and (found is None or found[0] != self._head.hash):
            raise LedgerDamaged("the ledger", f"event {self._head.sequence} was confirmed and is gone")
        with transaction(connection):
            connection.execute("UPDATE meta SET source = source")

    def _fail(self, error: sqlite3.Error | LedgerError, wishes: Sequence[_Wish]) -> None:
        """Tell every caller that nothing was kept, and drop a connection that cannot be trusted."""
        if self._connection:
            roll_back(self._connection)
            if _is_poison(error):
                log.error("ledger.poisoned", fault=str(error))
                self._connection.close()
                self._connection = None
        if isinstance(error, LedgerDamaged) or (isinstance(error, sqlite3.Error) and is_damage(error)):
            self._access.damaged(str(error))
        fault = LedgerUnwritable(str(error))
        fault.__cause__ = error
        for each in wishes:
            if not each.kept.done():
                each.kept.set_exception(fault)


def _is_poison(error: Exception) -> bool:
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) == sqlite3.SQLITE_IOERR


def _try(connection: sqlite3.Connection, wish: _Wish) -> bool:
    """Do one wish in its own savepoint, so that a caller's mistake stays its own."""
    connection.execute("SAVEPOINT wish")
    try:
        wish.work(connection)
    except sqlite3.Error:
        raise
    except Exception as error:  # noqa: BLE001 - a thread loop (style guide, 7): the caller gets its own exception
        connection.execute("ROLLBACK TO wish")
        wish.kept.set_exception(error)
    connection.execute("RELEASE wish")
    return not wish.kept.done()
