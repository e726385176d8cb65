"""One thread that writes: what several callers want at the same time goes to disk in one commit.

A sync costs milliseconds whatever it holds. While one commit runs, others queue up and
share the next one; nobody waits on purpose.
"""

import queue
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from kiosk.adapters.ledger.file import roll_back
from kiosk.errors import LedgerUnwritable

Work = Callable[[sqlite3.Connection], object]


@dataclass(frozen=True, slots=True)
class _Wish:
    work: Work
    kept: Future[None] = field(default_factory=Future)


class Writer:
    """Owns the only connection that writes for the desk."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
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

    def _run(self) -> None:
        going_on = True
        while going_on:
            wishes = [self._wishes.get()]
            while not self._wishes.empty():
                wishes.append(self._wishes.get())
            going_on = None not in wishes
            _commit(self._connection, [each for each in wishes if each])
        self._connection.close()


def _commit(connection: sqlite3.Connection, wishes: Sequence[_Wish]) -> None:
    """Keep all wishes or none, but for those whose own values were wrong."""
    if not wishes:
        return
    good: list[_Wish] = []
    try:
        connection.execute("BEGIN IMMEDIATE")
        good = [each for each in wishes if _try(connection, each)]
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        roll_back(connection)
        fault = LedgerUnwritable(str(error))
        fault.__cause__ = error
        for each in wishes:
            if not each.kept.done():
                each.kept.set_exception(fault)
        return
    for each in good:
        each.kept.set_result(None)


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
