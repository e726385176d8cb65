"""What the hub is told of an intake: handed over, put right, taken back, a danger seen, decided later."""

from typing import Annotated, ClassVar

import msgspec
from msgspec import UNSET, UnsetType

from kiosk.contract.events import EventType
from kiosk.contract.happened.kind import Happened, says
from kiosk.contract.happened.trail import Judgement
from kiosk.domain.outcome import Outcome


class ItemTold(msgspec.Struct, frozen=True, kw_only=True):
    """What the item is, as far as known; empty or null where it is not."""

    gtin: Annotated[str | None, says("The number of its barcode.", "4242005045112")] = None
    category: Annotated[str | None, says("Its category of the Open Repair Data standard or the site's.", "kettle")] = None
    brand: Annotated[str | None, says("As read or chosen.", "Bosch")] = None
    model: Annotated[str | None, says("As read.", "TWK7203")] = None
    years: Annotated[tuple[int, ...], says("Candidate years of production.", [2014, 2024])] = ()


class IdentifierTold(msgspec.Struct, frozen=True, kw_only=True):
    """What a code means."""

    kind: Annotated[str, says("`gtin`, `serial`, `giai`, `grai`, `eprel`, `dpp` or `unknown`.", "gtin")]
    value: Annotated[str, says("In its plain form.", "4242005045112")]


class ReadingTold(msgspec.Struct, frozen=True, kw_only=True):
    """A code or tag as it was read: `text`, or `hex` where it is none."""

    medium: Annotated[str, says("The device it came through: `camera`, `scanner` or `tag`.", "camera")]
    carrier: Annotated[str, says("The symbology or kind of tag.", "ean13")]
    text: Annotated[str | UnsetType, says("What it holds.")] = UNSET
    hex: Annotated[str | UnsetType, says("What it holds, where that is no text.")] = UNSET
    bytes: Annotated[int | UnsetType, says("The size of a content that was cut.")] = UNSET
    sha256: Annotated[str | UnsetType, says("The hash of a content that was cut.")] = UNSET
    identifiers: tuple[IdentifierTold, ...] = ()


class Overridden(msgspec.Struct, frozen=True, kw_only=True):
    """Staff's own choice."""

    outcome: Annotated[Outcome | None, says("Null where it was set aside.", "repair")]
    reason: Annotated[str, says("A reason code.", "dirty")]
    by: Annotated[str, says("Who chose.", "staff")] = ""


class IntakeRecorded(Happened, frozen=True, kw_only=True):
    """An item was handed over: staff confirmed the verdict, chose otherwise, or set it aside."""

    type: ClassVar = EventType.INTAKE_RECORDED
    outcome: Annotated[Outcome | None, says("`reuse`, `repair` or `recycle`; null where it was set aside.", "reuse")]
    item: Annotated[ItemTold, says("`gtin`, `category`, `brand`, `model` and candidate `years`, as far as known.")] = ItemTold()
    readings: Annotated[tuple[ReadingTold, ...], says("Every code and tag with its medium, carrier, content and identifiers.")] = ()
    answers: Annotated[dict[str, str], says("Choice id by question id.", {"works": "yes"})] = msgspec.field(default_factory=dict)
    verdict: Annotated[Judgement | None, says("`ruling`, `outcome`, `allowed`, `handling`, `stream` and the `trail` of who said what.")] = (
        None
    )
    destination: Annotated[str | None, says("The number of the container, or null.", "2")] = None
    steps: Annotated[
        tuple[dict[str, str], ...],
        says("What happened when, and by whom.", [{"at": "2027-01-15T08:00:00.000Z", "what": "intake.confirmed", "by": "staff"}]),
    ] = ()
    lease: Annotated[str, says("The lease of the partner it is placed under; empty where it is none's.", "kringwinkel-leuven")] = ""
    item_code: Annotated[str | UnsetType, says("Only where it got a label: the code on it.", "LV2-004172-K")] = UNSET
    override: Annotated[Overridden | UnsetType, says("Only where staff chose otherwise: `outcome`, `reason`, `by`.")] = UNSET


class IntakeCorrected(Happened, frozen=True, kw_only=True):
    """A recorded intake was put right: what is named here holds instead of what was recorded; the rest stays."""

    type: ClassVar = EventType.INTAKE_CORRECTED
    corrects: Annotated[str, says("The id of the event that was wrong.", "e1.7")]
    reason: Annotated[str, says("A reason code.", "wrong_choice")]
    by: Annotated[str, says("Who put it right.", "staff")] = ""
    outcome: Annotated[Outcome | UnsetType | None, says("Where the item goes; null where it is set aside.", "repair")] = UNSET
    destination: Annotated[str | UnsetType | None, says("The number of the container.", "3")] = UNSET
    category: Annotated[str | UnsetType, says("What the item is.", "kettle")] = UNSET
    item_code: Annotated[str | UnsetType, says("Only where it is kept now: the code on its label.", "LV2-004172-K")] = UNSET


class IntakeCancelled(Happened, frozen=True, kw_only=True):
    """A recorded intake was taken back within a minute: it did not occur."""

    type: ClassVar = EventType.INTAKE_CANCELLED
    reason: Annotated[str, says("`did_not_occur`.", "did_not_occur")]
    by: Annotated[str, says("Who took it back.", "staff:s4172")] = ""


class Danger(msgspec.Struct, frozen=True, kw_only=True):
    """One danger."""

    kind: Annotated[str, says("What the danger is.", "battery")]
    reason: Annotated[str, says("A reason code.", "battery.swollen")]
    by: Annotated[str, says("Which plugin said so.", "safety_stops")]


class HazardAcknowledged(Happened, frozen=True, kw_only=True):
    """A person has seen and understood a danger; the intake's own event follows it."""

    type: ClassVar = EventType.HAZARD_ACKNOWLEDGED
    dangers: Annotated[tuple[Danger, ...], says("The `kind` of each, the `reason` code, and `by` whom it was said.")] = ()
    by: Annotated[str, says("Who acknowledged it.", "staff:s4172")] = ""


class SupervisorCalled(Happened, frozen=True, kw_only=True):
    """Staff called the supervisor to a danger; `supervisor.came` follows once one has said to be there."""

    type: ClassVar = EventType.SUPERVISOR_CALLED
    dangers: Annotated[tuple[str, ...], says("The `kind` of each danger.", ["battery"])] = ()
    by: Annotated[str, says("Who called.", "staff:s4172")] = ""


class SupervisorCame(Happened, frozen=True, kw_only=True):
    """A supervisor who was called to a danger has come."""

    type: ClassVar = EventType.SUPERVISOR_CAME
    by: Annotated[str, says("Who came.", "staff:s9")] = ""


class SetasideDecided(Happened, frozen=True, kw_only=True):
    """A supervisor decided on an item that was set aside."""

    type: ClassVar = EventType.SETASIDE_DECIDED
    outcome: Annotated[Outcome, says("Where the item goes.", "recycle")]
    destination: Annotated[str | None, says("The number of the container, or null.", "1")] = None
    reason: Annotated[str, says("A reason code.", "checked")]
    by: Annotated[str, says("Who decided.", "staff:s4172")] = ""
    against: Annotated[
        tuple[str, ...], says("The codes of the safety rules it was decided against; empty for an ordinary decision.", [])
    ] = ()
    item_code: Annotated[str | UnsetType, says("Only where it is kept now: the code on its label.", "LV2-004172-K")] = UNSET
