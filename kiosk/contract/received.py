"""An event as the hub reads it back: its place in the chain, its hash, and what is wrong with it.

The hub hashes the canonical bytes of what it was sent, never white space a proxy put in. A
kiosk sends canonical bytes, so telling that they are costs less than making them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from kiosk.contract.cloudevent import EPOCH, HASH, SEQUENCE, TYPE, Sealed
from kiosk.contract.envelope import MAX_EVENT_BYTES, canonical, digest, is_canonical, parse_event
from kiosk.contract.happened import fault_of
from kiosk.domain.text import plain

_EPOCH = re.compile(EPOCH)
_SEQUENCE = re.compile(SEQUENCE)
_HASH = re.compile(HASH)
_TYPE = re.compile(TYPE)
_LONGEST_FAULT = 300
_PATTERNED = ("epoch", "sequence", "prevhash", "type")
_SEALED = msgspec.json.Decoder(Sealed)


@dataclass(frozen=True, slots=True)
class Received:
    """One event of a batch, numbered, hashed and looked over."""

    epoch: str
    sequence: int
    type: str
    prevhash: str
    """The hash it claims for the one before; empty where it claims none that can be read."""
    body: bytes
    """Its bytes; empty where it has none that could be kept."""
    hash: str
    """SHA-256 of the body; empty where it has none, and then it fits no chain."""
    fault: str
    """Why a hub cannot take it, as a sentence; empty for a good one."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What the signed head of a batch says about its events."""

    proven: tuple[Received, ...]
    """Signed: each hash is named by the next one, the last by the head."""
    changed: Received | None = None
    """The event whose bytes are not those the chain names: it ends the proof, looked at from the head."""
    expected: str = ""
    """The hash the chain names for the changed event."""
    unproven: tuple[Received, ...] = ()
    """What stands before a changed event. Nothing may be said of them; signed by a head of their own they pass."""


def receive(raw: bytes, kiosk: str) -> Received:
    """Return an event of a kiosk with its place and its faults.

    :param raw: a JSON object in UTF-8.
    :raises ValueError: it has no place that could be named in an answer.
    """
    body = raw if is_canonical(raw) else _canonical(raw)
    try:
        event = _SEALED.decode(body)
        if b"\\n" in body and (ended := [each for each in _PATTERNED if getattr(event, each).endswith("\n")]):
            raise ValueError(f"its {ended[0]} ends with a line end")  # noqa: TRY301 - patterns let that pass
    except (ValueError, RecursionError) as error:
        return _unfit(raw, body, _told(f"it is no event of the contract: {error}"))
    fault = _fault(event, kiosk, len(body)) or _told(fault_of(event.type, event.data))
    return Received(event.epoch, int(event.sequence), event.type, event.prevhash, body, digest(body), fault)


def prove(events: Sequence[Received], head_hash: str) -> Proof:
    """Walk the chain back from its signed head, to where it holds."""
    expected = head_hash
    for place in range(len(events) - 1, -1, -1):
        if not expected:
            return Proof(tuple(events[place + 1 :]), unproven=tuple(events[: place + 1]))
        if events[place].hash != expected:
            return Proof(tuple(events[place + 1 :]), events[place], expected, tuple(events[:place]))
        expected = events[place].prevhash
    return Proof(tuple(events))


def is_one_run(events: Sequence[Received]) -> bool:
    """Tell whether the events are of one epoch and follow each other without a gap."""
    first = events[0]
    return all(each.epoch == first.epoch and each.sequence == first.sequence + place for place, each in enumerate(events))


def _canonical(raw: bytes) -> bytes:
    """Return the canonical bytes of an event; empty where it has none."""
    try:
        return canonical(parse_event(raw))
    except ValueError:
        return b""


def _told(fault: str) -> str:
    """Return a sentence a database can keep: it may repeat a word the event was sent with, however long, NUL among it."""
    return plain(fault, _LONGEST_FAULT) if fault else ""


def _fault(event: Sealed, kiosk: str, size_bytes: int) -> str:
    if size_bytes > MAX_EVENT_BYTES:
        return f"it has {size_bytes} bytes, at most {MAX_EVENT_BYTES} are taken"
    if event.id != (number := f"{event.epoch}.{event.sequence}"):
        return f"its id is not {number}"
    return "" if event.source == (source := f"/kiosks/{kiosk}") else f"its source is not {source}"


def _unfit(raw: bytes, body: bytes, fault: str) -> Received:
    """Return what can be told of an event that breaks its schema: at least its place."""
    event = parse_event(raw)
    epoch, sequence = _matching(_EPOCH, event.get("epoch")), _matching(_SEQUENCE, event.get("sequence"))
    if not epoch or not sequence:
        raise ValueError("every event needs an epoch and a sequence, both as texts")
    if not body:
        return Received(epoch, int(sequence), "", "", b"", "", "it has no canonical JSON: half a character, or a number too large")
    kind, prevhash = _matching(_TYPE, event.get("type")), _matching(_HASH, event.get("prevhash"))
    return Received(epoch, int(sequence), kind, prevhash, body, digest(body), fault)


def _matching(pattern: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""
