"""What benchmarks/ledger.py compares: the ledger, a bare file, and three queues on SQLite, each given the same events."""

import os
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from intake_samples import NOON, SOURCE, recorded_intake  # type: ignore[import-not-found] # beside the tests, which mypy does not read

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.contract.envelope import FIRST_PREVHASH, seal
from kiosk.contract.events import Link
from kiosk.services.happenings import recorded

Put = Callable[[int], None]
"""Keep so many events, one after the other, each on disk before the next."""
_INTAKE = recorded_intake("e1-1")
BODY = seal(recorded(_INTAKE, NOON), Link(SOURCE, "e1", 1, FIRST_PREVHASH)).body
SIZE = 2 * len(BODY)
"""An intake and its event."""


def _many(count: int) -> int:
    return min(count, int(os.environ.get("KIOSK_BENCH_EVENTS", str(count))))


def _raw(folder: Path) -> Put:
    descriptor = os.open(folder / "raw", os.O_CREAT | os.O_WRONLY | os.O_APPEND)

    def put(count: int) -> None:
        for _ in range(_many(count)):
            os.write(descriptor, BODY * 2)
            os.fdatasync(descriptor)

    return put


def _ledger(folder: Path) -> Put:
    desk = SqliteIntakes(folder / "ledger.db", SOURCE)

    def put(count: int) -> None:
        for _ in range(_many(count)):
            intake = replace(_INTAKE, id=desk.new_id())
            desk.record(intake, [recorded(intake, NOON)])

    return put


def _ledger_4096(folder: Path) -> Put:
    """Make the file with the usual pages first: a ledger keeps what it was made with."""
    connection = sqlite3.connect(folder / "ledger.db")
    connection.execute("PRAGMA page_size = 4096")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    return _ledger(folder)


def _persist_queue(folder: Path) -> Put:
    from persistqueue import SQLiteAckQueue

    queue = SQLiteAckQueue(str(folder), auto_commit=True, multithreading=True)

    def put(count: int) -> None:
        for _ in range(_many(count)):
            queue.put(BODY)

    return put


def _litequeue(folder: Path) -> Put:
    from litequeue import LiteQueue

    queue = LiteQueue(str(folder / "queue.db"))
    text = BODY.decode()

    def put(count: int) -> None:
        for _ in range(_many(count)):
            queue.put(text)

    return put


def _huey(folder: Path) -> Put:
    from huey.storage import SqliteStorage

    storage = SqliteStorage("bench", filename=str(folder / "huey.db"))

    def put(count: int) -> None:
        for _ in range(_many(count)):
            storage.enqueue(BODY)

    return put


SUBJECTS: Mapping[str, Callable[[Path], Put]] = {
    "raw": _raw,
    "ledger": _ledger,
    "ledger, pages of 4096": _ledger_4096,
    "persist-queue": _persist_queue,
    "litequeue": _litequeue,
    "huey": _huey,
}
SHARED = {"ledger"}
