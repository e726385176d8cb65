"""From events to items: a pure fold, one event at a time, in the order of their chain.

Whatever is not understood changes nothing; the events stay, so a later hub can fold them again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from enum import StrEnum

import msgspec

from kiosk.contract import happened
from kiosk.contract.cloudevent import Sealed

_SEALED = msgspec.json.Decoder(Sealed)
_KINDS = {each.type.value: msgspec.json.Decoder(each) for each in happened.KINDS}
_LONGEST = 120
_LONGEST_KEY = 64
_FIRST_MS, _LAST_MS = -62_135_596_800_000, 253_402_300_799_000
"""The years 1 to 9999: more than a calendar has is no time."""


class Status(StrEnum):
    """What happened to an item last."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    DECIDED = "decided"
    PLACED = "placed"
    HANDED_OVER = "handed_over"


class Clock(StrEnum):
    """How far to trust an item's day."""

    SET = "set"
    """The kiosk's clock had been set from outside."""
    CORRECTED = "corrected"
    """By the offset a heartbeat of the same boot carried."""
    UNSET = "unset"
    """As the kiosk believed; nobody knows better yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One intake as the hub sees it today; texts are empty where nothing is known."""

    intake: str
    epoch: str
    sequence: int
    outcome: str
    category: str
    destination: str
    item_code: str
    gtin: str
    brand: str
    model: str
    year: int | None
    handling: str
    status: Status
    lies: bool
    boot: str
    boot_ms: int
    at_ms: int
    clock: Clock
    day: str
    to: str = ""


@dataclass(slots=True)
class Fold:
    """The items of one kiosk that a run of events touches, and what they become."""

    items: dict[str, ItemRow] = field(default_factory=dict)
    """By intake; all that the events name, see :func:`named`."""
    boots: dict[str, int] = field(default_factory=dict)
    """When each boot began, in milliseconds since 1970, as far as a heartbeat told it."""

    def take(self, events: Iterable[tuple[Sealed, happened.Happened]]) -> None:
        """Fold events in, in their order."""
        for event, told in events:
            self._take(event, told)

    def _take(self, event: Sealed, told: happened.Happened) -> None:
        match told:
            case happened.IntakeRecorded():
                self.items[key(event.subject)] = self._timed(_recorded(event, told))
            case happened.ContainerFull():
                self._emptied(text(told.destination))
            case happened.KioskHeartbeat(offset_s=float() as offset_s):
                self._learned(key(told.boot_id), _milliseconds(offset_s))
            case _:
                before = self._found(event, told)
                if before and before.status is not Status.CANCELLED:
                    self.items[before.intake] = _changed(before, told)

    def _found(self, event: Sealed, told: happened.Happened) -> ItemRow | None:
        found = self.items.get(key(event.subject))
        if found is None and isinstance(told, happened.ItemHandedOver) and told.item_code:
            code = key(told.item_code)
            found = min((each for each in self.items.values() if each.item_code == code), key=lambda each: each.intake, default=None)
        return found

    def _emptied(self, destination: str) -> None:
        for each in list(self.items.values()):
            if each.lies and each.destination == destination:
                self.items[each.intake] = replace(each, lies=False)

    def _learned(self, boot: str, began_ms: int) -> None:
        """Correct every item of a boot by the first heartbeat that knew the time."""
        if self.boots.setdefault(boot, began_ms) != began_ms:
            return
        for each in list(self.items.values()):
            if each.boot == boot:
                self.items[each.intake] = self._timed(each)

    def _timed(self, item: ItemRow) -> ItemRow:
        if (began_ms := self.boots.get(item.boot)) is None:
            return item
        at_ms = began_ms + item.boot_ms
        return replace(item, at_ms=at_ms, clock=Clock.CORRECTED, day=_day(at_ms))


def read(bodies: Iterable[bytes]) -> Iterator[tuple[Sealed, happened.Happened]]:
    """Yield the events that this hub understands, from their bytes."""
    for body in bodies:
        try:
            event = _SEALED.decode(body)
            if decoder := _KINDS.get(event.type):
                yield event, decoder.decode(event.data)
        except (ValueError, RecursionError):  # taken by a hub that understood more
            continue


@dataclass(frozen=True, slots=True)
class Named:
    """What must be at hand to fold some events."""

    intakes: frozenset[str]
    codes: frozenset[str]
    emptied: frozenset[str]
    boots: frozenset[str]


def named(events: Iterable[tuple[Sealed, happened.Happened]]) -> Named:
    """Return which items events may change: by intake, by code, by the container they lie in, by boot."""
    intakes, codes, emptied, boots = set(), set(), set(), set()
    for event, told in events:
        intakes.add(key(event.subject))
        boots.add(key(event.bootid))
        match told:
            case happened.ItemHandedOver(item_code=str() as code):
                codes.add(key(code))
            case happened.ContainerFull():
                emptied.add(text(told.destination))
            case happened.KioskHeartbeat():
                boots.add(key(told.boot_id))
            case _:
                pass
    return Named(frozenset(intakes), frozenset(codes), frozenset(emptied), frozenset(boots))


def key(value: str) -> str:
    """Return a text as a database can look it up: itself, or the hash of one that is too long or cannot be stored."""
    return value if len(value) <= _LONGEST_KEY and value.isprintable() else hashlib.sha256(value.encode()).hexdigest()


def text(value: object, longest: int = _LONGEST) -> str:
    """Return a text as a database can store it, empty for none."""
    return value.replace("\0", "")[:longest] if isinstance(value, str) else ""


def _recorded(event: Sealed, told: happened.IntakeRecorded) -> ItemRow:
    at_ms = _milliseconds(event.time.timestamp())
    years = [each for each in told.item.years if MINYEAR <= each <= MAXYEAR]
    item = ItemRow(
        intake=key(event.subject),
        epoch=event.epoch,
        sequence=int(event.sequence),
        outcome=told.outcome or "",
        category=text(told.item.category),
        destination="",
        item_code=key(told.item_code) if isinstance(told.item_code, str) else "",
        gtin=text(told.item.gtin, _LONGEST_KEY),
        brand=text(told.item.brand),
        model=text(told.item.model),
        year=min(years) if years else None,
        handling=text(" ".join(told.verdict.handling)) if told.verdict else "",
        status=Status.RECORDED,
        lies=False,
        boot=key(event.bootid),
        boot_ms=_milliseconds(float(event.boottime)),
        at_ms=at_ms,
        clock=Clock.SET if event.clocksynced else Clock.UNSET,
        day=_day(at_ms),
    )
    return _put(item, told.destination)


def _changed(item: ItemRow, told: happened.Happened) -> ItemRow:
    after = item
    match told:
        case happened.IntakeCorrected():
            after = _corrected(item, told)
        case happened.IntakeCancelled():
            after = replace(item, status=Status.CANCELLED, lies=False)
        case happened.SetasideDecided():
            after = _put(replace(item, status=Status.DECIDED, outcome=told.outcome), told.destination)
        case happened.ItemPlaced():
            after = _put(replace(item, status=Status.PLACED), told.destination)
        case happened.ItemHandedOver():
            after = replace(item, status=Status.HANDED_OVER, lies=False, to=text(told.to))
        case happened.TagLinked(item_code=str() as code):
            after = replace(item, item_code=key(code))
        case _:
            pass
    return after


def _corrected(item: ItemRow, told: happened.IntakeCorrected) -> ItemRow:
    outcome = item.outcome if told.outcome is msgspec.UNSET else (told.outcome or "")
    category = item.category if told.category is msgspec.UNSET else text(told.category)
    code = item.item_code if told.item_code is msgspec.UNSET else key(told.item_code)
    right = replace(item, status=Status.CORRECTED, outcome=outcome, category=category, item_code=code)
    return right if told.destination is msgspec.UNSET else _put(right, told.destination)


def _put(item: ItemRow, destination: str | None) -> ItemRow:
    return replace(item, destination=text(destination), lies=bool(text(destination)))


def _milliseconds(seconds: float) -> int:
    return round(_within(seconds * 1000))


def _within(at_ms: float) -> float:
    return min(max(at_ms, _FIRST_MS), _LAST_MS)


def at_of(at_ms: int) -> str:
    """Return a time as RFC 3339 in UTC."""
    return datetime.fromtimestamp(_within(at_ms) / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _day(at_ms: int) -> str:
    """Return the day in UTC: no container park is open when Brussels and UTC differ in it."""
    return datetime.fromtimestamp(_within(at_ms) // 1000, UTC).date().isoformat()
