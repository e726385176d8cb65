"""How far the ledger was confirmed, noted beside it: what is missing later is found missing.

SQLite drops the end of a damaged or missing write-ahead log without a word, and takes a
foreign one for its own. The note is written after each commit and never synced: it costs no
flash writes to speak of, and it never promises more than was confirmed. After a power cut it
may promise less, then it finds less; it never raises a false alarm.
"""

import os
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SIZE_BYTES = 80
HASH_DIGITS = 16
_MODE = 0o640


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The end of the chain as somebody was told it is on disk."""

    epoch: str
    sequence: int
    """0 for a ledger without an event."""
    hash: str = ""
    """The first 16 hex digits of the event's hash: another ledger's event of that number is not the one."""


def mark_of(ledger: Path) -> Path:
    """Return where the note of a ledger lies."""
    return ledger.with_suffix(".mark")


class Mark:
    """Keeps the note up to date."""

    def __init__(self, path: Path) -> None:
        """Open the note, made new where there is none."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)

    def write(self, confirmed: Confirmed) -> None:
        """Note how far the ledger is confirmed; a disk that cannot take it has other ways to say so."""
        text = f"{confirmed.epoch} {confirmed.sequence} {confirmed.hash[:HASH_DIGITS]} ".encode()
        line = text + b"%08x" % zlib.crc32(text)
        with suppress(OSError):
            os.pwrite(self._descriptor, line.ljust(_SIZE_BYTES - 1) + b"\n", 0)

    def close(self) -> None:
        """Let go of the note; twice does no harm."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def read_mark(path: Path) -> Confirmed | None:
    """Return the note, or None where there is none that can be believed."""
    try:
        line = path.read_bytes()[:_SIZE_BYTES].rstrip()
        text, crc = line[:-8], line[-8:]
        epoch, sequence, hashed = text.decode("ascii").split()
        return Confirmed(epoch, int(sequence), hashed) if int(crc, 16) == zlib.crc32(text) else None
    except (OSError, ValueError):
        return None
