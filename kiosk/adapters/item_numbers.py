"""Numbers for item codes: a block leased by the hub, and one of this kiosk's own behind it.

The next number is on the medium before the code is used, in a file of its own beside the
ledger: neither a power cut nor a new ledger gives a number twice. Which blocks are leased stands in
:mod:`kiosk.adapters.item_leases`, which delivery writes. Before enrolment, and when the leased
block is used up, numbers come from a block under a prefix that was drawn when the file was
begun, so that labels never wait for a network.

A file that is lost or damaged is begun anew under another prefix, and what was leased until then
counts as used up: nobody knows any more how far it was. The hub is asked for the next block.
"""

import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import structlog

from kiosk.adapters.durable_file import create_durably, replace_durably
from kiosk.adapters.item_leases import keep_lease, leases
from kiosk.contract.answers import NumberBlock
from kiosk.errors import NumbersGone

FILE = "item-numbers.json"
DAMAGED = "item-numbers.damaged"
LAST_LOCAL = 999_999_999
_LETTERS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without I and O, which people take for 1 and 0."""
_MODE = 0o644
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

    def __init__(self, state: Path, code: Callable[[str, int], str]) -> None:
        """Take the state folder, and what makes a code of prefix and number."""
        self._path = state / FILE
        self._code = code
        self._lock = threading.Lock()

    def take(self) -> str:
        """Return the next code; its number is never given again.

        :raises NumbersGone: the file cannot be read or written.
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

    def keep(self, lease: NumberBlock) -> None:
        """Take note of a block the hub has leased; the same block again changes nothing.

        :raises OSError: it cannot be written.
        """
        with self._lock:
            self._read()  # begun before the first lease is there, or that one would count as used up
            keep_lease(self._path.parent, lease)

    def _read(self) -> _Numbers:
        """Return what the file holds, with what was leased since behind it."""
        try:
            numbers = self._kept() or self._begun()
        except OSError as error:
            raise NumbersGone(str(self._path), str(error)) from error
        fresh = (each for each in leases(self._path.parent) if not _is_among(each, numbers.leased))
        return replace(numbers, leased=(*numbers.leased, *(Block(each.prefix, each.first, each.last) for each in fresh)))

    def _kept(self) -> _Numbers | None:
        """Return what the file says; nothing where there is none, or one that nobody can read, which is set aside."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Numbers)
        except FileNotFoundError:
            return None
        except ValueError as error:
            log.warning("item_numbers.damaged", file=str(self._path), why=str(error), kept_as=DAMAGED)
            self._path.replace(self._path.with_name(DAMAGED))
            return None

    def _begun(self) -> _Numbers:
        """Begin the file; whatever is leased already was begun in a file that is lost, so its numbers are given up."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        given_up = tuple(Block(each.prefix, each.last + 1, each.last) for each in leases(self._path.parent))
        numbers = _Numbers(Block(drawn_prefix(), 1, LAST_LOCAL), given_up)
        if given_up:
            log.warning("item_numbers.lost", file=str(self._path), given_up=len(given_up), instead=f"numbers under {numbers.local.prefix}")
        create_durably(self._path, msgspec.json.encode(numbers), _MODE)
        return msgspec.json.decode(self._path.read_bytes(), type=_Numbers)  # another process may have been first

    def _write(self, numbers: _Numbers) -> None:
        try:
            replace_durably(self._path, msgspec.json.encode(numbers), _MODE)
        except OSError as error:
            raise NumbersGone(str(self._path), str(error)) from error


def _is_among(lease: NumberBlock, blocks: Iterable[Block]) -> bool:
    """Tell whether any number of a lease is in a block already: a hub that leases one twice is not believed."""
    return any(each.prefix == lease.prefix and each.last >= lease.first for each in blocks)


def drawn_prefix() -> str:
    """Return a prefix for a kiosk's own block: Z and four characters, one of 1.3 million."""
    return "Z" + "".join(secrets.choice(_LETTERS) for _ in range(4))
