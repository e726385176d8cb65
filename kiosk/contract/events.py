"""The events a kiosk tells the hub about, before they have a place in the chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.moment import Moment


class EventType(StrEnum):
    """Every kind of event; a change of meaning gets a new version, a new field does not."""

    INTAKE_RECORDED = "be.repairzkthub.intake.recorded.v1"
    INTAKE_CANCELLED = "be.repairzkthub.intake.cancelled.v1"
    HAZARD_ACKNOWLEDGED = "be.repairzkthub.hazard.acknowledged.v1"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something the hub must know, not yet numbered."""

    type: EventType
    subject: str
    """The intake it is about."""
    at: Moment
    data: Mapping[str, object]
    """JSON values only: str, int, bool, None, float, list, dict."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a kiosk's chain of events."""

    source: str
    """``/kiosks/<immutable id>``."""
    epoch: str
    sequence: int
    prevhash: str
    """Hash of the event before, 64 hex digits; zeros for the first."""


@dataclass(frozen=True, slots=True)
class Event:
    """A happening in its place: these bytes never change again."""

    epoch: str
    sequence: int
    type: str
    body: bytes
    """The canonical bytes of the CloudEvent."""
    hash: str
    """SHA-256 of the body, 64 hex digits."""

    @property
    def id(self) -> str:
        """The idempotency key within a source."""
        return f"{self.epoch}.{self.sequence}"
