"""What a hub says of items, and what it is told of them afterwards: who repaired, sold or dismantled what a kiosk took in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from kiosk.contract.happened.kind import says

ITEM_CODE = r"^[A-Z0-9]{2,6}-[0-9]{6,9}-[A-Z0-9]$"
MOST_REPORTS = 200


class Step(StrEnum):
    """What was done to an item after the kiosk: the steps of a reuse sheet."""

    CHECKED = "checked"
    SAFETY_TESTED = "safety_tested"
    REPAIRED = "repaired"
    CLEANED = "cleaned"
    WIPED = "wiped"
    SOLD = "sold"
    GIVEN = "given"
    STRIPPED = "stripped"
    RECYCLED = "recycled"


class Result(StrEnum):
    """How a step ended."""

    DONE = "done"
    FAILED = "failed"
    LATER = "later"
    """It can still be done: a part is missing, or somebody else must."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeReport:
    """One step of an item's way after the kiosk."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[!-~]{1,64}$", description="The sender's own number: sending it again is harmless.")]
    item_code: Annotated[str, msgspec.Meta(pattern=ITEM_CODE, description="The code on its label.", examples=["LV2-004172-K"])]
    step: Step
    result: Annotated[Result, says("done, failed, or later: it can still be done, but a part is missing or somebody else must.")] = (
        Result.DONE
    )
    at: Annotated[datetime, msgspec.Meta(tz=True, description="When, by the sender's clock.", examples=["2027-01-20T10:00:00Z"])]
    note: Annotated[str, msgspec.Meta(max_length=300, pattern=r"^[^\x00-\x1f]*$", description="What was found. No names of people.")] = ""


@dataclass(frozen=True, slots=True)
class OutcomesRequest:
    """The body of ``POST /v1/outcomes``."""

    outcomes: Annotated[tuple[OutcomeReport, ...], msgspec.Meta(min_length=1, max_length=MOST_REPORTS)]


class Noted(StrEnum):
    """What became of a report."""

    ACCEPTED = "accepted"
    KNOWN = "known"
    """It was there already, word for word."""
    CONFLICT = "conflict"
    """The sender used its number for something else; the first stays."""


@dataclass(frozen=True, slots=True)
class OutcomeResult:
    """The hub's word on one report."""

    id: str
    status: Annotated[Noted, says("accepted: kept. known: was there already, word for word. conflict: its number was used for another.")]
    joined: Annotated[bool, says("Whether the hub knows the item; a kiosk that is offline may tell of it later.")]


@dataclass(frozen=True, slots=True)
class OutcomesAnswer:
    """The body of a 200 to ``POST /v1/outcomes``, in the order of the reports."""

    results: tuple[OutcomeResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """A step of an item's way, as it was reported."""

    step: Step
    result: Result
    at: Annotated[str, says("RFC 3339, in UTC.")]
    by: Annotated[str, says("Which partner reported it.")]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemSeen:
    """One intake as the hub sees it today; texts are empty where nothing is known."""

    kiosk: str
    intake: str
    at: Annotated[str, says("When it was recorded: RFC 3339, in UTC, the best that is known.")]
    clock: Annotated[str, says("How far to trust that: set, corrected (by a heartbeat of the same boot) or unset.")]
    day: str
    outcome: Annotated[str, says("reuse, repair or recycle; empty where it was set aside.")]
    category: str
    destination: Annotated[str, says("The number of the container.")]
    item_code: str
    gtin: str
    brand: str
    model: str
    year: Annotated[int | None, says("The earliest year it may have been made.")]
    handling: Annotated[tuple[str, ...], says("own_stream, wipe, quarantine, hold.")]
    status: Annotated[str, says("recorded, corrected, cancelled, decided, placed or handed_over.")]
    lies: Annotated[bool, says("Whether it lies in its destination.")]
    to: Annotated[str, says("Whom it was handed over to.")]
    steps: Annotated[tuple[StepTaken, ...], says("What became of it, oldest first.")]


@dataclass(frozen=True, slots=True)
class ItemsAnswer:
    """A page of items, by kiosk and intake."""

    items: tuple[ItemSeen, ...]
    more: Annotated[bool, says("Whether there are later ones: ask again after the last one's `kiosk/intake`.")]
    behind: Annotated[int, says("How many events are not counted in yet.")]


@dataclass(frozen=True, slots=True)
class StockLine:
    """How much lies in a container."""

    kiosk: str
    destination: str
    items: int


@dataclass(frozen=True, slots=True)
class StockAnswer:
    """What lies where."""

    stock: tuple[StockLine, ...]
    behind: Annotated[int, says("How many events are not counted in yet.")]


@dataclass(frozen=True, slots=True)
class DailyLine:
    """How many items of a day went one way."""

    kiosk: str
    day: Annotated[str, says("In UTC.")]
    outcome: Annotated[str, says("reuse, repair or recycle; empty for set aside.")]
    items: int


@dataclass(frozen=True, slots=True)
class DailyAnswer:
    """Items by day and outcome."""

    daily: tuple[DailyLine, ...]
    behind: Annotated[int, says("How many events are not counted in yet.")]
