"""The envelope of an event as it is published and checked: the attributes of a CloudEvent 1.0 and ours."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec

from kiosk.contract.happened.kind import says

EPOCH = r"^[0-9a-z]{1,32}$"
SEQUENCE = r"^[1-9][0-9]{0,17}$"
HASH = r"^[0-9a-f]{64}$"
TYPE = r"^[A-Za-z0-9._-]{1,120}$"


def _matching(pattern: str, sentence: str, example: str) -> msgspec.Meta:
    return msgspec.Meta(pattern=pattern, description=sentence, examples=[example])


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """What every event has around its data."""

    specversion: Annotated[Literal["1.0"], says("The version of CloudEvents.", "1.0")]
    id: Annotated[str, says("`<epoch>.<sequence>`, unique within the source.", "e1.7")]
    source: Annotated[str, says("`/kiosks/<kiosk>`", "/kiosks/k-0123456789abcdef")]
    type: Annotated[
        str, _matching(TYPE, "One of `docs/events.md`; a hub keeps those it does not know.", "be.repairzkthub.intake.recorded.v1")
    ]
    subject: Annotated[str, says("What it is about: an intake, else a container, a product or a plugin.", "e1-7")] = ""
    time: Annotated[
        datetime,
        msgspec.Meta(
            tz=True, description="As the kiosk believed when it happened. Never corrected.", examples=["2027-01-15T08:00:00.000Z"]
        ),
    ]
    datacontenttype: Annotated[Literal["application/json"], says("What `data` is.", "application/json")] = "application/json"
    epoch: Annotated[str, _matching(EPOCH, "Random; new for every new ledger file.", "e1")]
    sequence: Annotated[str, _matching(SEQUENCE, "Without gaps from 1 within the epoch.", "7")]
    prevhash: Annotated[str, _matching(HASH, "Hash of the event before; zeros for the first.", "0" * 64)]
    bootid: Annotated[str, says("Which start of the machine it happened in.", "boot-1")]
    boottime: Annotated[str, _matching(r"^[0-9]{1,12}\.[0-9]{3}$", "Seconds since that start.", "1000.000")]
    clocksynced: Annotated[bool, says("Whether the wall clock had been set from outside.", True)] = False  # noqa: FBT003 - an example


class CloudEvent(Envelope, frozen=True, kw_only=True):
    """A CloudEvent 1.0 in structured JSON.

    Its hash is SHA-256 over its canonical bytes (RFC 8785), whatever white space it
    travelled with. More attributes may come; a hub keeps them.
    """

    data: Annotated[dict[str, Any], says("What happened: the fields of its type.", {})]


class Sealed(Envelope, frozen=True, kw_only=True):
    """A CloudEvent whose data are looked at by the schema of their type."""

    data: msgspec.Raw
