"""The events a kiosk tells the hub about, before they have a place in the chain."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.moment import Moment


class EventType(StrEnum):
    """Every kind of event; a change of meaning gets a new version, a new field does not.

    Their data are the types of :mod:`kiosk.contract.happened`.
    """

    INTAKE_RECORDED = "be.repairzkthub.intake.recorded.v1"
    INTAKE_CORRECTED = "be.repairzkthub.intake.corrected.v1"
    INTAKE_CANCELLED = "be.repairzkthub.intake.cancelled.v1"
    HAZARD_ACKNOWLEDGED = "be.repairzkthub.hazard.acknowledged.v1"
    SUPERVISOR_CALLED = "be.repairzkthub.supervisor.called.v1"
    SUPERVISOR_CAME = "be.repairzkthub.supervisor.came.v1"
    SETASIDE_DECIDED = "be.repairzkthub.setaside.decided.v1"
    TAG_LINKED = "be.repairzkthub.tag.linked.v1"
    ITEM_PLACED = "be.repairzkthub.item.placed.v1"
    CONTAINER_FULL = "be.repairzkthub.container.full.v1"
    ITEM_HANDED_OVER = "be.repairzkthub.item.handed_over.v1"
    PRODUCT_LEARNED = "be.repairzkthub.product.learned.v1"
    PLUGIN_QUARANTINED = "be.repairzkthub.plugin.quarantined.v1"
    LEDGER_RESET = "be.repairzkthub.ledger.reset.v1"
    KIOSK_CHANGED = "be.repairzkthub.kiosk.changed.v1"
    KIOSK_HEARTBEAT = "be.repairzkthub.kiosk.heartbeat.v1"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something the hub must know, not yet numbered."""

    type: EventType
    subject: str
    """What it is about: an intake, else a container, a product, a plugin or a person's id."""
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
