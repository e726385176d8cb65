"""An event as the hub reads it back: its place in the chain, its hash, and what is wrong with it.

The chain tells which bytes an event has. A kiosk sends them as it hashed them, so the bytes
of the network usually fit as they are; where a proxy put in white space, the canonical
bytes of what was parsed are tried, which costs twenty times as much.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from kiosk.contract.cloudevent import EPOCH, HASH, SEQUENCE, TYPE, Sealed
from kiosk.contract.envelope import MAX_EVENT_BYTES, canonical, digest, parse_event
from kiosk.contract.happened import fault_of

_EPOCH = re.compile(EPOCH)
_SEQUENCE = re.compile(SEQUENCE)
_HASH = re.compile(HASH)
_TYPE = re.compile(TYPE)
_SEALED = msgspec.json.Decoder(Sealed)
_HALF_A_CHARACTER = (b"\\ud", b"\\uD")
"""Canonical JSON writes characters, so an escape of half a pair is a sign of other hands."""


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
    """Return an event of a kiosk with its place and its faults, hashed as it came.

    :raises ValueError: it has no place that could be named in an answer.
    """
    if any(each in raw for each in _HALF_A_CHARACTER):
        return _read_patiently(raw, kiosk)
    try:
        event = _SEALED.decode(raw)
    except (ValueError, RecursionError):
        return _read_patiently(raw, kiosk)
    if any(each.endswith("\n") for each in (event.epoch, event.sequence, event.prevhash, event.type)):
        return _read_patiently(raw, kiosk)  # what ends with a line end matches a pattern too
    fault = _fault(event, kiosk, len(raw)) or fault_of(event.type, event.data)
    return Received(event.epoch, int(event.sequence), event.type, event.prevhash, raw, digest(raw), fault)


def prove(events: Sequence[Received], head_hash: str) -> Proof:
    """Walk the chain back from its signed head, to where it holds."""
    expected = head_hash
    proven: list[Received] = []
    for place in range(len(events) - 1, -1, -1):
        if not expected:
            return Proof(tuple(reversed(proven)), unproven=tuple(events[: place + 1]))
        event = events[place] if events[place].hash == expected else _canonical(events[place])
        if event.hash != expected:
            return Proof(tuple(reversed(proven)), event, expected, tuple(events[:place]))
        proven.append(event)
        expected = event.prevhash
    return Proof(tuple(reversed(proven)))


def is_one_run(events: Sequence[Received]) -> bool:
    """Tell whether the events are of one epoch and follow each other without a gap."""
    first = events[0]
    return all(each.epoch == first.epoch and each.sequence == first.sequence + place for place, each in enumerate(events))


def _canonical(event: Received) -> Received:
    """Return the event with its canonical bytes, without those where it has none."""
    try:
        body = canonical(parse_event(event.body))
    except ValueError as error:
        return replace(event, body=b"", hash="", fault=f"it has no canonical JSON: {error}")
    return replace(event, body=body, hash=digest(body))


def _fault(event: Sealed, kiosk: str, size_bytes: int) -> str:
    wanted = (("id", event.id, f"{event.epoch}.{event.sequence}"), ("source", event.source, f"/kiosks/{kiosk}"))
    if size_bytes > MAX_EVENT_BYTES:
        return f"it has {size_bytes} bytes, at most {MAX_EVENT_BYTES} are taken"
    return next((f"its {name} is not {right}" for name, is_so, right in wanted if is_so != right), "")


def _read_patiently(raw: bytes, kiosk: str) -> Received:
    """Return what can be read of an event that breaks its schema, and the first thing that is wrong with it."""
    event = parse_event(raw)
    epoch, sequence = _matching(_EPOCH, event.get("epoch")), _matching(_SEQUENCE, event.get("sequence"))
    if not epoch or not sequence:
        raise ValueError("every event needs an epoch and a sequence, both as texts")
    known = Received(
        epoch, int(sequence), _matching(_TYPE, event.get("type")), _matching(_HASH, event.get("prevhash")), raw, digest(raw), ""
    )
    fitting = _canonical(known)
    if not fitting.hash:
        return fitting
    try:
        sealed = _SEALED.decode(fitting.body)
    except (ValueError, RecursionError) as error:
        return replace(known, fault=f"it is no event of the contract: {error}")
    if not (known.type and known.prevhash):
        return replace(known, fault="it is no event of the contract: its type or prevhash ends with a line end")
    return replace(fitting, fault=_fault(sealed, kiosk, len(fitting.body)) or fault_of(sealed.type, sealed.data))


def _matching(pattern: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""
