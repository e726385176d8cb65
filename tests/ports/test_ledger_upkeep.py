"""What goes when room is needed, and what stays: the chain, everything undelivered, everything refused."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from intake_samples import NOON, SOURCE, recorded_intake, told

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.ledger.upkeep import SqliteUpkeep
from kiosk.contract.events import EventType, Happening
from kiosk.errors import LedgerUnwritable

DAY_S = 86_400.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def desk(path: Path) -> Iterator[SqliteIntakes]:
    opened = SqliteIntakes(path, SOURCE)
    yield opened
    opened.close()


@pytest.fixture
def upkeep(path: Path, desk: SqliteIntakes) -> Iterator[SqliteUpkeep]:
    opened = SqliteUpkeep(path, desk)
    yield opened
    opened.close()


def _record(desk: SqliteIntakes, count: int) -> None:
    for _ in range(count):
        intake = recorded_intake(desk.new_id())
        desk.record(intake, [told(intake.id)])


def _deliver(path: Path, delivered: list[int], refused: list[int]) -> None:
    outbox = SqliteOutbox(path)
    outbox.settle(delivered, [(each, "refused", "no") for each in refused])
    outbox.close()


def _bodies(path: Path) -> dict[int, bool]:
    """Return which events still have their body."""
    connection = sqlite3.connect(path)
    found = dict(connection.execute("SELECT seq, body IS NOT NULL FROM events").fetchall())
    connection.close()
    return {sequence: bool(has) for sequence, has in found.items()}


def test_only_bodies_of_delivered_events_are_pruned_oldest_first(desk: SqliteIntakes, upkeep: SqliteUpkeep, path: Path) -> None:
    """What waits, what was refused and the end of the chain keep theirs."""
    _record(desk, 8)
    _deliver(path, [1, 3, 4, 5], [2])

    counts = [upkeep.prune(2), upkeep.prune(100), upkeep.prune(100)]

    assert counts == [2, 2, 0]
    assert [sequence for sequence, has in _bodies(path).items() if has] == [2, 6, 7, 8]


def test_the_chain_goes_on_after_everything_was_pruned(desk: SqliteIntakes, upkeep: SqliteUpkeep, path: Path) -> None:
    _record(desk, 3)
    _deliver(path, [1, 2, 3], [])
    upkeep.prune(100)
    upkeep.forget(100, 3)

    _record(desk, 1)

    outbox = SqliteOutbox(path)
    (event,) = outbox.waiting(10, 1 << 20)
    outbox.close()
    assert event.sequence == 4
    assert list(_bodies(path)) == [3, 4]


def test_after_a_year_the_intake_goes_with_its_event(desk: SqliteIntakes, upkeep: SqliteUpkeep, path: Path) -> None:
    """Not before the hub has it, and never one that was refused."""
    _record(desk, 6)
    _deliver(path, [1, 3, 4], [2])

    forgotten = upkeep.forget(100, 3)

    epoch = desk.epoch
    assert forgotten == 2
    assert [n for n in range(1, 7) if desk.find(f"{epoch}-{n}")] == [2, 4, 5, 6]


def test_only_a_clock_that_was_set_dates_the_ledger(desk: SqliteIntakes, upkeep: SqliteUpkeep) -> None:
    """A heartbeat of a clock nobody set says nothing about age."""
    for day, synchronised in ((0, True), (50, False), (1, True), (100, True)):
        at = replace(NOON, wall_s=NOON.wall_s + day * DAY_S, synchronised=synchronised)
        _record(desk, 1)
        desk.tell([Happening(EventType.KIOSK_HEARTBEAT, at.boot_id, at, {"boot_id": at.boot_id})])

    reached = [upkeep.reached(replace(NOON, wall_s=NOON.wall_s + day * DAY_S).isoformat()) for day in (-1, 0, 60, 200)]

    assert reached == [0, 2, 6, 8]


def test_a_held_ledger_takes_no_intake_and_goes_on_with_everything_else(desk: SqliteIntakes, upkeep: SqliteUpkeep, path: Path) -> None:
    _record(desk, 2)
    upkeep.hold("only 3% of the disk is free")

    with pytest.raises(LedgerUnwritable, match="3%"):
        _record(desk, 1)
    _deliver(path, [1], [])
    pruned = upkeep.prune(10)
    upkeep.hold("")
    _record(desk, 1)

    assert pruned == 1
    assert len(_bodies(path)) == 3


def test_the_ballast_is_real_and_given_up_once(upkeep: SqliteUpkeep, path: Path) -> None:
    ballast = path.with_suffix(".ballast")
    upkeep.keep_ballast()
    taken = ballast.stat().st_blocks * 512

    upkeep.release_ballast()
    upkeep.release_ballast()

    assert taken >= 4 * 1024 * 1024
    assert not ballast.exists()
