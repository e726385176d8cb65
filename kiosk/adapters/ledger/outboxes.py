"""Everything the hub does not have yet, over all epochs: the salvaged ledgers first, oldest first, then the present one.

Whoever holds a file open does not see that another one lies at its place now. So this looks,
at every step, whether the ledger still is the file it opened, and opens what is there.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import structlog

from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.ledger.set_aside import is_half_moved, salvaged, suspect
from kiosk.contract.events import Event
from kiosk.errors import LedgerDamaged, LedgerError, LedgerUnwritable
from kiosk.ports import Backlog, NextTry, Parked

log = structlog.get_logger()
_T = TypeVar("_T")
_Files = tuple[tuple[Path, int], ...]


class Outboxes:
    """The outbox of a kiosk whose ledger may have been reset."""

    def __init__(self, ledger: Path) -> None:
        """Look at the ledger when it is first asked for something: it need not be there yet."""
        self._ledger = ledger
        self._opened: dict[Path, SqliteOutbox] = {}
        self._files: _Files = ()
        self._asked = ""
        self._given_up: set[Path] = set()
        self._looked_at = 0
        self._one_at_a_time = threading.RLock()

    def close(self) -> None:
        """Let go of the files; twice does no harm."""
        with self._one_at_a_time:
            self._files = ()
            while self._opened:
                self._opened.popitem()[1].close()

    @property
    def epoch(self) -> str:
        """The epoch of the present ledger."""
        return self._do(lambda boxes: boxes[-1].epoch)

    def waiting(self, max_events: int, max_bytes: int) -> tuple[Event, ...]:
        """Return the oldest undelivered events of the oldest epoch that has some, without a gap."""
        return self._do(lambda boxes: self._oldest(boxes, max_events, max_bytes))

    def settle(self, sequences: Sequence[int], parked: Sequence[tuple[int, str, str]]) -> None:
        """Keep what the hub said of the events that were last asked for, in the epoch they are of.

        Where that epoch has been set aside meanwhile, nothing is kept: they are sent again, and are known then.
        """

        def keep(boxes: Sequence[SqliteOutbox]) -> None:
            for each in boxes:
                if each.epoch == self._asked:
                    each.settle(sequences, parked)
            if boxes[-1].epoch != self._asked:
                boxes[-1].settle([], [])

        self._do(keep)

    def postpone(self, until: NextTry) -> None:
        """Keep when to try again and why the last try failed."""
        self._do(lambda boxes: boxes[-1].postpone(until))

    def next_try(self) -> NextTry | None:
        """Return when to try again, or None for now."""
        return self._do(lambda boxes: boxes[-1].next_try())

    def retry(self) -> int:
        """Make everything due now, parked events too; return how many wait."""
        return self._do(lambda boxes: sum(each.retry() for each in boxes))

    def backlog(self) -> Backlog:
        """Return how far delivery has come: the present epoch, and what waits of all."""
        return self._do(_sum)

    def parked(self) -> tuple[Parked, ...]:
        """Return the parked events, oldest first."""
        return self._do(lambda boxes: tuple(parked for each in boxes for parked in each.parked()))

    # -- inside ------------------------------------------------------------------------

    def _oldest(self, boxes: Sequence[SqliteOutbox], max_events: int, max_bytes: int) -> tuple[Event, ...]:
        for each in boxes:
            if found := each.waiting(max_events, max_bytes):
                self._asked = each.epoch
                return found
        return ()

    def _do(self, work: Callable[[Sequence[SqliteOutbox]], _T]) -> _T:
        """Do something with what lies there now; a file that turns out damaged is let go.

        Of the present ledger it is noted: the desk, which may not have looked there itself, begins again and repairs it.
        A salvaged one is left out from here on, since what comes after it must pass.
        """
        with self._one_at_a_time:
            try:
                return work(self._boxes())
            except LedgerDamaged as fault:
                self._let_go(Path(fault.path), fault.why)
                if Path(fault.path) == self._ledger:
                    raise
                return work(self._boxes())

    def _let_go(self, broken: Path, why: str) -> None:
        """Leave a salvaged file out from here on; note it of the ledger, unless the desk moves it away just now."""
        log.error("ledger.damaged", ledger=broken.name, fault=why)
        self.close()
        if broken != self._ledger:
            self._given_up.add(broken)
        elif _inode(broken) == self._looked_at and not is_half_moved(broken):
            with suppress(OSError):
                suspect(broken, why)

    def _boxes(self) -> Sequence[SqliteOutbox]:
        files = tuple(each for each in _files(self._ledger) if each[0] not in self._given_up)
        self._looked_at = files[-1][1]
        if files != self._files:
            self.close()
            for path, _ in files:
                self._open(path)
            self._files = files
        return [self._opened[path] for path, _ in files if path in self._opened]

    def _open(self, path: Path) -> None:
        try:
            self._opened[path] = SqliteOutbox(path)
        except LedgerError:
            # A salvaged file that cannot be read must not stop the present one.
            if path == self._ledger:
                self.close()
                raise
            log.exception("ledger.unreadable", ledger=path.name)


def _files(ledger: Path) -> _Files:
    """Return the files with what tells each from another at the same place, the present ledger last."""
    found = [(path, inode) for path in (*salvaged(ledger), ledger) if (inode := _inode(path))]
    if not found or found[-1][0] != ledger:
        raise LedgerUnwritable(f"there is no ledger at {ledger} yet")
    return tuple(found)


def _inode(path: Path) -> int:
    """Return what tells a file from another at the same place; 0 for none."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0


def _sum(boxes: Sequence[SqliteOutbox]) -> Backlog:
    earlier, present = [each.backlog() for each in boxes[:-1]], boxes[-1].backlog()
    waiting, parked = sum(each.waiting for each in earlier), sum(each.parked for each in earlier)
    return Backlog(present.epoch, present.written, present.waiting + waiting, present.parked + parked, present.last_fault)
