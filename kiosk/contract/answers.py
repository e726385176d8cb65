"""What a hub answers: the parsed bodies that alone acknowledge anything."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

import msgspec

from kiosk.contract.happened.kind import says


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
    status: Annotated[
        Taken,
        says(
            "accepted: kept. known: was there already, byte for byte. conflict: another event has its number, or it follows another "
            "chain; the first stays, this one is kept as evidence. refused: cannot be taken; a tombstone with its hash holds its place."
        ),
    ]
    reason: Annotated[str, says("A sentence; empty for accepted and known.")] = ""


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """The body of a 200 to ``POST /v1/events``. Without kiosk and epoch echoed it acknowledges nothing."""

    kiosk: str
    epoch: str
    results: tuple[EventResult, ...]
    contiguous_to: Annotated[int, says("The highest sequence up to which the hub misses nothing.")]


@dataclass(frozen=True, slots=True)
class EnrolmentRequest:
    """The body of ``POST /v1/enrolments``."""

    code: Annotated[str, says("As the operator read it out; case, spaces and hyphens do not matter.")]
    public_key: Annotated[str, says("Base64 of the 32-byte Ed25519 key that was made on the kiosk.")]
    proof: Annotated[
        str,
        says(
            'Base64 of the Ed25519 signature with that key over the canonical bytes of {"code": ..., "public_key": ...}, the code in '
            "capitals without spaces and hyphens: it proves that who enrols holds the key."
        ),
    ]


@dataclass(frozen=True, slots=True)
class NumberBlock:
    """Numbers for item codes that are this kiosk's alone: `LV2-004172-K` is a prefix, a number, and a check character."""

    prefix: Annotated[
        str, msgspec.Meta(pattern="^[A-Z0-9]{2,6}$", description="The site's letters and the kiosk's digit.", examples=["LV2"])
    ]
    first: Annotated[int, msgspec.Meta(ge=1, le=999_999_999)]
    last: Annotated[int, msgspec.Meta(ge=1, le=999_999_999, description="Inclusive.")]


@dataclass(frozen=True, slots=True)
class NumbersRequest:
    """The body of ``POST /v1/kiosks/{id}/numbers``."""

    after: Annotated[
        int,
        msgspec.Meta(
            ge=0,
            le=999_999_999,
            description="The last number of the last block the kiosk has; 0 for none. Asked again, the same block is answered.",
        ),
    ]


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a hub grants a kiosk whose one-time code was right."""

    kiosk: Annotated[
        str,
        msgspec.Meta(
            pattern="^k-[0-9a-f]{16}$",
            description='The kiosk\'s immutable id: "k-" and the first 16 hex digits of SHA-256 of the public key.',
        ),
    ]
    site: str
    site_prefix: str
    token: Annotated[str, says("Secret; shown once.")] = field(repr=False)
    publishing_key: Annotated[
        str, says("Base64 of the 32-byte Ed25519 key the hub signs datasets with; empty where it publishes none.")
    ] = ""
    numbers: Annotated[NumberBlock | None, says("The kiosk's first numbers for item codes; null where the hub leases none.")] = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the hub is with one chain of a kiosk: the body of ``GET /v1/kiosks/{id}/cursor`` lists these."""

    epoch: str
    contiguous_to: Annotated[int, says("The highest sequence up to which it misses nothing.")]
    highest: Annotated[int, says("The highest sequence it has.")]
    gaps: Annotated[
        tuple[tuple[int, int], ...], says("First and last sequence of what is missing between the two, oldest first; at most 100.")
    ] = ()


@dataclass(frozen=True, slots=True)
class KioskCursor:
    """The hub's word on everything it has of a kiosk, one chain per epoch."""

    kiosk: str
    chains: tuple[Cursor, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """One event as the hub holds it."""

    epoch: str
    sequence: int
    status: Annotated[Taken, says("accepted or refused.")]
    reason: str
    gap: Annotated[bool, says("Whether the event before it had not arrived.")]
    received: Annotated[int, says("Seconds since 1970 by the hub's clock.")]
    event: Annotated[msgspec.Raw, says("The CloudEvent, or null where its bytes were no JSON.")]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a kiosk's events."""

    kiosk: str
    events: tuple[Kept, ...]
    more: Annotated[bool, says("Whether there are later ones: ask again after the last epoch and sequence.")]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The body of every answer that is no success: RFC 9457, ``application/problem+json``."""

    status: int
    title: str
    detail: Annotated[str, says("A sentence: what was wrong and what to do.")]
    about: Annotated[
        str,
        says(
            "Which batch it cannot take as it is: `<kiosk>/<epoch>.<sequence of its last event>`, only after its head was verified. "
            "Then a kiosk divides the batch, and parks the event it sent alone; without it, it stops."
        ),
    ] = ""
