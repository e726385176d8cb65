"""The chain of events in the file: each is sealed to the one before, in the transaction that keeps it."""

import sqlite3
import zlib
from dataclasses import dataclass

from kiosk.adapters.ledger.packed import packed
from kiosk.contract.envelope import FIRST_PREVHASH, seal
from kiosk.contract.events import Happening, Link


@dataclass(frozen=True, slots=True)
class Head:
    """The last event of the chain."""

    sequence: int = 0
    hash: bytes = bytes.fromhex(FIRST_PREVHASH)


def head_of(connection: sqlite3.Connection) -> Head:
    """Return the end of the chain."""
    last = connection.execute("SELECT seq, hash FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    return Head(*last) if last else Head()


def append(connection: sqlite3.Connection, happening: Happening, source: str, epoch: str) -> None:
    """Give the happening its place at the end of the chain; must run in a transaction.

    :raises ValueError: it holds what canonical JSON cannot.
    """
    head = head_of(connection)
    event = seal(happening, Link(source, epoch, head.sequence + 1, head.hash.hex()))
    connection.execute(
        "INSERT INTO events (seq, type, intake, body, hash, crc) VALUES (?, ?, ?, ?, ?, ?)",
        [event.sequence, event.type, happening.subject, packed(event.body), bytes.fromhex(event.hash), zlib.crc32(event.body)],
    )
