"""What a hub answers: the parsed bodies that alone acknowledge anything."""

from dataclasses import dataclass, field
from enum import StrEnum


class Taken(StrEnum):
    """What became of one event at the hub."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    """It was there already, byte for byte."""
    CONFLICT = "conflict"
    """Another event has its number: a cloned card, or a changed byte."""
    REFUSED = "refused"
    """The hub keeps a tombstone with its hash, so that the chain passes."""


SETTLED = frozenset({Taken.ACCEPTED, Taken.KNOWN})


@dataclass(frozen=True, slots=True)
class EventResult:
    """The hub's word on one event."""

    sequence: int
    status: Taken
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """The body of a 200 to ``POST /v1/events``. Without kiosk and epoch echoed it acknowledges nothing."""

    kiosk: str
    epoch: str
    results: tuple[EventResult, ...]
    contiguous_to: int
    """The highest sequence up to which the hub misses nothing."""


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """The body of ``POST /v1/enrolments``."""

    code: str
    public_key: str
    """Base64 of the 32-byte Ed25519 key that was made on the kiosk."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a hub grants a kiosk whose one-time code was right."""

    kiosk: str
    """The kiosk's immutable id."""
    site: str
    site_prefix: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the hub is with one chain of a kiosk: the body of ``GET /v1/kiosks/{id}/cursor`` lists these."""

    epoch: str
    contiguous_to: int
    """The highest sequence up to which it misses nothing."""
    highest: int
    """The highest sequence it has."""
    gaps: tuple[tuple[int, int], ...] = ()
    """First and last sequence of what is missing between the two, oldest first; at most 100 are listed."""


@dataclass(frozen=True, slots=True)
class KioskCursor:
    """The hub's word on everything it has of a kiosk, one chain per epoch."""

    kiosk: str
    chains: tuple[Cursor, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The body of every answer that is no success: RFC 9457, ``application/problem+json``."""

    status: int
    title: str
    detail: str
    """A sentence: what was wrong and what to do."""
    about: str = ""
    """Which batch it cannot take as it is: ``<kiosk>/<epoch>.<sequence of its last event>``, only after its head was verified.

    Then a kiosk divides the batch, and parks the event it sent alone; without it, it stops.
    """
