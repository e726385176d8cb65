"""Items, stock and daily counts follow from the events, and from nothing else."""

from collections.abc import Sequence
from contextlib import closing
from itertools import count

import pytest
from contract.hubs import EnrolledKiosk, RunningHub
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, update

from kiosk.bootstrap.hub_items import rebuild_hub
from kiosk.contract.envelope import FIRST_PREVHASH, seal
from kiosk.contract.events import Event, EventType, Happening, Link
from kiosk.contract.received import receive
from kiosk.contract.signature import Head, SignedHead
from kiosk.domain.moment import Moment
from kiosk.reference_hub.database import Database, kiosks
from kiosk.reference_hub.projected import stock
from kiosk.reference_hub.projecting import fingerprint, project, rebuild
from kiosk.reference_hub.taking import take

NOON_S = 1_800_000_000.0
INTAKES = ("e1-1", "e1-2", "e1-3")
KIOSKS = count(1)


def _moment(at_s: float = NOON_S, boot: str = "b1", boot_s: float = 100.0, *, synchronised: bool = True) -> Moment:
    return Moment(at_s, boot, boot_s, synchronised=synchronised)


def _told(kind: EventType, subject: str, at: Moment | None = None, **data: object) -> Happening:
    return Happening(kind, subject, at or _moment(), data)


def _recorded(intake: str, outcome: str | None = "reuse", destination: str | None = "2", at: Moment | None = None) -> Happening:
    item = {"category": "kettle", "brand": "Bosch", "years": [2014, 2019]}
    return _told(EventType.INTAKE_RECORDED, intake, at, outcome=outcome, destination=destination, item=item)


def _chain(source: str, happenings: Sequence[Happening], epoch: str = "e1") -> list[Event]:
    events: list[Event] = []
    for sequence, each in enumerate(happenings, start=1):
        events.append(seal(each, Link(source, epoch, sequence, events[-1].hash if events else FIRST_PREVHASH)))
    return events


def _items(hub: RunningHub, columns: str = "outcome, destination, status, lies") -> list[tuple[object, ...]]:
    database = Database(hub.database)
    project(database)
    database.close()
    return hub.rows(f"SELECT {columns} FROM items ORDER BY intake")  # noqa: S608 - columns of this file


def _stock(hub: RunningHub) -> dict[object, object]:
    return dict(hub.rows("SELECT destination, items FROM stock"))  # type: ignore[arg-type]


def _daily(hub: RunningHub) -> list[tuple[object, ...]]:
    return hub.rows("SELECT day, outcome, items FROM daily ORDER BY day, outcome")


def test_a_recorded_item_lies_in_its_container_and_counts_for_its_day(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    kiosk.statuses(_chain(kiosk.source, [_recorded("e1-1"), _recorded("e1-2"), _recorded("e1-3", None, None)]))

    assert _items(hub)[0] == ("reuse", "2", "recorded", True)
    assert _stock(hub) == {"2": 2}
    assert _daily(hub) == [("2027-01-15", "", 1), ("2027-01-15", "reuse", 2)]


@pytest.mark.parametrize(
    ("after", "item", "stock", "counted"),
    [
        (
            _told(EventType.INTAKE_CORRECTED, "e1-1", corrects="e1.1", reason="wrong_choice", outcome="repair", destination="3"),
            ("repair", "3", "corrected", True),
            {"3": 1},
            [("2027-01-15", "repair", 1)],
        ),
        (
            _told(EventType.INTAKE_CORRECTED, "e1-1", corrects="e1.1", reason="wrong_choice", category="toaster"),
            ("reuse", "2", "corrected", True),
            {"2": 1},
            [("2027-01-15", "reuse", 1)],
        ),
        (_told(EventType.INTAKE_CANCELLED, "e1-1", reason="did_not_occur"), ("reuse", "2", "cancelled", False), {}, []),
        (
            _told(EventType.SETASIDE_DECIDED, "e1-1", outcome="recycle", destination="1", reason="checked"),
            ("recycle", "1", "decided", True),
            {"1": 1},
            [("2027-01-15", "recycle", 1)],
        ),
        (
            _told(EventType.ITEM_PLACED, "e1-1", destination="7"),
            ("reuse", "7", "placed", True),
            {"7": 1},
            [("2027-01-15", "reuse", 1)],
        ),
        (
            _told(EventType.ITEM_HANDED_OVER, "e1-1", to="De Kringwinkel"),
            ("reuse", "2", "handed_over", False),
            {},
            [("2027-01-15", "reuse", 1)],
        ),
        (_told(EventType.CONTAINER_FULL, "2", destination="2"), ("reuse", "2", "recorded", False), {}, [("2027-01-15", "reuse", 1)]),
        (_told(EventType.CONTAINER_FULL, "3", destination="3"), ("reuse", "2", "recorded", True), {"2": 1}, [("2027-01-15", "reuse", 1)]),
        (_told(EventType.ITEM_PLACED, "e1-9", destination="7"), ("reuse", "2", "recorded", True), {"2": 1}, [("2027-01-15", "reuse", 1)]),
    ],
    ids=["corrected", "renamed", "cancelled", "decided", "placed", "handed over", "emptied", "another emptied", "another item"],
)
def test_what_follows_an_intake_changes_its_item(
    hub: RunningHub, kiosk: EnrolledKiosk, after: Happening, item: tuple[object, ...], stock: dict[str, int], counted: list[object]
) -> None:
    kiosk.statuses(_chain(kiosk.source, [_recorded("e1-1"), after]))

    assert _items(hub) == [item]
    assert _stock(hub) == stock
    assert _daily(hub) == counted


def test_a_handed_over_item_is_found_by_the_code_a_tag_was_linked_to(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    linked = _told(EventType.TAG_LINKED, "e1-1", tag="04a2b3c4d5e680", item_code="LV2-004172-K")
    away = _told(EventType.ITEM_HANDED_OVER, "", to="De Kringwinkel", item_code="LV2-004172-K")
    kiosk.statuses(_chain(kiosk.source, [_recorded("e1-1"), linked]))
    _items(hub)

    kiosk.statuses(_chain(kiosk.source, [_recorded("e1-1"), linked, away]))

    assert _items(hub, 'item_code, status, "to"') == [("LV2-004172-K", "handed_over", "De Kringwinkel")]


def test_a_heartbeat_that_knows_the_time_corrects_every_item_of_its_boot(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """The events never change; the day of their items does, and until then it is flagged."""
    lost = _moment(0.0, "b1", 90_000.0, synchronised=False)
    other = _moment(0.0, "b2", 10.0, synchronised=False)
    beat = _told(EventType.KIOSK_HEARTBEAT, "", boot_id="b1", offset_s=NOON_S)
    events = _chain(kiosk.source, [_recorded("e1-1", at=lost), _recorded("e1-2", at=other), beat, _recorded("e1-3", at=lost)])
    kiosk.statuses(events[:2])
    before = _items(hub, "day, clock")

    kiosk.statuses(events)

    assert before == [("1970-01-01", "unset"), ("1970-01-01", "unset")]
    assert _items(hub, "day, clock") == [("2027-01-16", "corrected"), ("1970-01-01", "unset"), ("2027-01-16", "corrected")]
    assert _daily(hub) == [("1970-01-01", "reuse", 1), ("2027-01-16", "reuse", 2)]


def test_nothing_behind_a_gap_is_folded(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """What is missing may say that the rest did not occur."""
    events = _chain(kiosk.source, [_recorded(each) for each in INTAKES])
    kiosk.statuses([events[0]])
    kiosk.statuses([events[2]])
    before = _items(hub, "intake")

    kiosk.statuses([events[1]])

    assert before == [("e1-1",)]
    assert _items(hub, "intake") == [("e1-1",), ("e1-2",), ("e1-3",)]


def test_an_event_in_place_of_a_tombstone_is_folded(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    events = _chain(kiosk.source, [_recorded(each) for each in INTAKES])
    changed = [events[0].body, events[1].body.replace(b"kettle", b"cattle"), events[2].body]
    kiosk.statuses(events, b"[" + b",".join(changed) + b"]")
    kiosk.statuses(events[:1])
    before = _items(hub, "intake")

    kiosk.statuses(events)

    assert before == [("e1-1",), ("e1-3",)]
    assert _items(hub, "intake") == [("e1-1",), ("e1-2",), ("e1-3",)]


@pytest.mark.parametrize("name", ["x" * 5000, "nul\0", "\U0001f525\n"], ids=["long", "nul", "line"])
def test_no_text_of_a_kiosk_stops_the_projection(hub: RunningHub, kiosk: EnrolledKiosk, name: str) -> None:
    item = {"category": name, "brand": name, "model": name, "gtin": name, "years": [10**9, -4]}
    hostile = _told(
        EventType.INTAKE_RECORDED, name, _moment(boot=name, boot_s=999_999_999_999.0), outcome="reuse", destination=name, item=item
    )
    beat = _told(EventType.KIOSK_HEARTBEAT, name, boot_id=name, offset_s=1e300)

    kiosk.statuses(_chain(kiosk.source, [hostile, _told(EventType.CONTAINER_FULL, name, destination=name), beat]))

    assert _items(hub, "outcome, lies, day") == [("reuse", False, "9999-12-31")]


# -- rebuilt -----------------------------------------------------------------------------

_OUTCOMES = st.sampled_from(["reuse", "repair", "recycle", None])
_PLACES = st.sampled_from(["1", "2", "3"])
_MOMENTS = st.builds(
    _moment, st.sampled_from([0.0, NOON_S]), st.sampled_from(["b1", "b2"]), st.sampled_from([10.0, 90_000.0]), synchronised=st.booleans()
)
_CODES = st.sampled_from([None, "LV2-000001-A", "LV2-000002-B"])


@st.composite
def _happenings(draw: st.DrawFn) -> Happening:
    kind = draw(st.sampled_from([each for each in EventType if each.value.rpartition(".v")[0].rpartition(".")[2] != "learned"]))
    data: dict[str, object] = {
        EventType.INTAKE_RECORDED: {"outcome": draw(_OUTCOMES), "destination": draw(st.none() | _PLACES)},
        EventType.INTAKE_CORRECTED: {"corrects": "e1.1", "reason": "r", "outcome": draw(_OUTCOMES), "destination": draw(_PLACES)},
        EventType.INTAKE_CANCELLED: {"reason": "did_not_occur"},
        EventType.SETASIDE_DECIDED: {"outcome": draw(_OUTCOMES.filter(bool)), "destination": draw(_PLACES), "reason": "checked"},
        EventType.TAG_LINKED: {"tag": "04a2b3c4d5e680", "item_code": draw(_CODES)},
        EventType.ITEM_PLACED: {"destination": draw(_PLACES)},
        EventType.CONTAINER_FULL: {"destination": draw(_PLACES)},
        EventType.ITEM_HANDED_OVER: {"to": "K", "item_code": draw(_CODES)},
        EventType.KIOSK_HEARTBEAT: {"boot_id": draw(st.sampled_from(["b1", "b2"])), "offset_s": draw(st.sampled_from([None, NOON_S, 9e8]))},
        EventType.PLUGIN_QUARANTINED: {"plugin": "p", "fault": "late"},
        EventType.LEDGER_RESET: {"damage": "malformed"},
    }.get(kind, {})
    return Happening(kind, draw(st.sampled_from(INTAKES)), draw(_MOMENTS), data)


@settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_projection_that_grew_equals_one_made_today(hub: RunningHub, data: st.DataObject) -> None:
    """Bit for bit: whatever happened, in whatever batches and order it came, whenever and in whatever pages it was folded."""
    kiosk = f"k-{next(KIOSKS):016x}"
    chains = [_chain(f"/kiosks/{kiosk}", data.draw(st.lists(_happenings(), min_size=1, max_size=12)), epoch) for epoch in ("e1", "e2")]
    parts = [run for chain in chains for run in _runs(chain, data.draw(st.integers(1, 5)))]
    with closing(Database(hub.database)) as database:
        with database.writing() as connection:
            _known(connection, kiosk)
        for part in data.draw(st.permutations(parts)):
            with database.writing() as connection:
                take(connection, kiosk, [receive(each.body, kiosk) for each in part], _head(kiosk, part[-1]))
            if data.draw(st.booleans()):
                project(database, page=data.draw(st.integers(1, 4)))
        project(database)

        with database.reading() as connection:
            grown = fingerprint(connection)
        rebuild(database)
        with database.reading() as connection:
            assert fingerprint(connection) == grown

    _counts_add_up(hub)


def _known(connection: Connection, kiosk: str) -> None:
    """Let the hub know a kiosk without its enrolling."""
    made = {"public_key": b"", "site": "", "site_prefix": "", "token_hash": kiosk, "enrolled": 0}
    connection.execute(insert(kiosks).values(id=kiosk, **made))


def _head(kiosk: str, last: Event) -> SignedHead:
    return SignedHead(Head(kiosk, last.epoch, last.sequence, last.hash), b"")


def _runs(events: list[Event], size: int) -> list[list[Event]]:
    return [events[start : start + size] for start in range(0, len(events), size)]


def _counts_add_up(hub: RunningHub) -> None:
    """Stock and daily counts are what their words say of the items."""
    lying = hub.rows("SELECT kiosk, destination, count(*) FROM items WHERE lies GROUP BY kiosk, destination")
    counted = hub.rows("SELECT kiosk, day, outcome, count(*) FROM items WHERE status <> 'cancelled' GROUP BY kiosk, day, outcome")
    assert sorted(hub.rows("SELECT kiosk, destination, items FROM stock")) == sorted(lying)
    assert sorted(hub.rows("SELECT kiosk, day, outcome, items FROM daily")) == sorted(counted)


def test_rebuild_tells_whether_the_projection_was_right(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """Somebody who changed a row by hand is found, and the row is put right."""
    kiosk.statuses(_chain(kiosk.source, [_recorded("e1-1"), _recorded("e1-2")]))
    right = rebuild_hub(hub.database)
    with closing(Database(hub.database)) as database, database.writing() as connection:
        connection.execute(update(stock).values(items=7))

    put_right = rebuild_hub(hub.database)

    assert right.is_same
    assert not put_right.is_same
    assert (put_right.after, _stock(hub)) == (right.after, {"2": 2})
