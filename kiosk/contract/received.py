"""An event as the hub reads it back: its place in the chain, its hash, and what is wrong with it.

The hub hashes the canonical bytes of what it parsed, never the bytes of the network: a
proxy may have put in white space, and the hash still fits.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.contract.envelope import MAX_EVENT_BYTES, canonical, digest

_EPOCH = re.compile(r"[0-9a-z]{1,32}")
_SEQUENCE = re.compile(r"[1-9][0-9]{0,17}")
_HASH = re.compile(r"[0-9a-f]{64}")
_TYPE = re.compile(r"[A-Za-z0-9._-]{1,120}")
_TEXTS = ("time", "bootid", "boottime")


@dataclass(frozen=True, slots=True)
class Received:
    """One event of a batch, numbered, hashed and looked over."""

    epoch: str
    sequence: int
    type: str
    prevhash: str
    """The hash it claims for the one before; empty where it claims none that can be read."""
    body: bytes
    """Its canonical bytes; empty where it has none."""
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


def receive(event: Mapping[str, Any], kiosk: str) -> Received:
    """Return a parsed event of a kiosk with its place and its faults.

    :raises ValueError: it has no place that could be named in an answer.
    """
    epoch, sequence = _matching(_EPOCH, event.get("epoch")), _matching(_SEQUENCE, event.get("sequence"))
    if not epoch or not sequence:
        raise ValueError("every event needs an epoch and a sequence, both as texts")
    try:
        body = canonical(event)
    except ValueError as error:
        return Received(epoch, int(sequence), "", "", b"", "", f"it has no canonical JSON: {error}")
    return Received(
        epoch=epoch,
        sequence=int(sequence),
        type=_matching(_TYPE, event.get("type")),
        prevhash=_matching(_HASH, event.get("prevhash")),
        body=body,
        hash=digest(body),
        fault=_fault(event, kiosk, f"{epoch}.{sequence}", len(body)),
    )


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


def _fault(event: Mapping[str, Any], kiosk: str, number: str, size_bytes: int) -> str:
    wanted = {"specversion": "1.0", "id": number, "source": f"/kiosks/{kiosk}"}
    checks = (
        (size_bytes > MAX_EVENT_BYTES, f"it has {size_bytes} bytes, at most {MAX_EVENT_BYTES} are taken"),
        *((event.get(name) != value, f"its {name} is not {value}") for name, value in wanted.items()),
        *((not isinstance(event.get(name), str), f"its {name} is missing") for name in _TEXTS),
        (not _matching(_TYPE, event.get("type")), "its type is missing or not one word of letters, digits and dots"),
        (not _matching(_HASH, event.get("prevhash")), "its prevhash is not a SHA-256 in hex"),
        (not isinstance(event.get("data"), dict), "its data is not an object"),
    )
    return next((sentence for wrong, sentence in checks if wrong), "")


def _matching(pattern: re.Pattern[str], value: object) -> str:
    return value if isinstance(value, str) and pattern.fullmatch(value) else ""
