"""Numbers for item codes: a block leased by the hub, and one of this kiosk's own behind it.

The next number is on the medium before the code is used, in a file of its own beside the
ledger: neither a power cut nor a new ledger gives a number twice. Which blocks are leased stands in
:mod:`kiosk.adapters.item_leases`, which delivery writes. Before enrolment, and
when the leased block is used up, numbers come from a block under a prefix made from the
kiosk's id, so that labels never wait for a network.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import structlog

from kiosk.adapters.durable_file import replace_durably
from kiosk.adapters.item_leases import leases
from kiosk.contract.answers import NumberBlock
from kiosk.errors import NumbersGone

FILE = "item-numbers.json"
LAST_LOCAL = 999_999_999
_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which people take for 1 and 0."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Block:
    """Numbers from next to last, under one prefix."""

    prefix: str
    next: int
    last: int

    def __post_init__(self) -> None:
        """Refuse a block that is none."""
        if not 1 <= self.next <= self.last + 1:
            raise ValueError(f"a block goes from 1 or more upwards, not from {self.next} to {self.last}")


@dataclass(frozen=True, slots=True)
class _Numbers:
    local: Block
    leased: tuple[Block, ...] = ()
    """In the order they came; used up ones stay, so that none is taken twice."""


class FileNumbers:
    """Gives item codes from the file."""

    def __init__(self, state: Path, kiosk: str, code: Callable[[str, int], str]) -> None:
        """Take the state folder, the kiosk's id, and what makes a code of prefix and number."""
        self._path = state / FILE
        self._kiosk = kiosk
        self._code = code
        self._lock = threading.Lock()

    def take(self) -> str:
        """Return the next code; its number is never given again.

        :raises NumbersGone: the file is damaged or cannot be written.
        """
        with self._lock:
            numbers = self._read()
            leased = next((each for each in numbers.leased if each.next <= each.last), None)
            block = leased or numbers.local
            if leased is None and numbers.leased:
                log.warning("item_numbers.used_up", instead=f"numbers under {block.prefix}")
            after = replace(block, next=block.next + 1)
            kept = tuple(after if each is leased else each for each in numbers.leased)
            self._write(replace(numbers, leased=kept) if leased else replace(numbers, local=after))
        return self._code(block.prefix, block.next)

    def left(self) -> int:
        """Return how many numbers of leased blocks are left."""
        with self._lock:
            return sum(each.last - each.next + 1 for each in self._read().leased)

    def _read(self) -> _Numbers:
        """Return what the file holds, with what was leased since behind it."""
        try:
            numbers = msgspec.json.decode(self._path.read_bytes(), type=_Numbers)
        except FileNotFoundError:
            numbers = _Numbers(Block(local_prefix(self._kiosk), 1, LAST_LOCAL))
        except (OSError, ValueError) as error:
            raise NumbersGone(str(self._path), str(error)) from error
        fresh = (each for each in leases(self._path.parent) if not _is_among(each, numbers.leased))
        return replace(numbers, leased=(*numbers.leased, *(Block(each.prefix, each.first, each.last) for each in fresh)))

    def _write(self, numbers: _Numbers) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            replace_durably(self._path, msgspec.json.encode(numbers), 0o644)
        except OSError as error:
            raise NumbersGone(str(self._path), str(error)) from error


def _is_among(lease: NumberBlock, blocks: Iterable[Block]) -> bool:
    """Tell whether any number of a lease is in a block already: a hub that leases one twice is not believed."""
    return any(each.prefix == lease.prefix and each.last >= lease.first for each in blocks)


def local_prefix(kiosk: str) -> str:
    """Return the prefix of a kiosk's own block: Z and four characters from its id, one of 1.3 million."""
    number = int.from_bytes(hashlib.sha256(kiosk.encode()).digest()[:8])
    drawn = ""
    for _ in range(4):
        number, place = divmod(number, len(_LETTERS))
        drawn += _LETTERS[place]
    return f"Z{drawn}"
