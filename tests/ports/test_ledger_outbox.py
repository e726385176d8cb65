"""Delivery's side of the ledger: nothing leaves the queue unless the hub named it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from intake_samples import SOURCE, recorded_intake, told

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.errors import LedgerError
from kiosk.ports import NextTry

MUCH = 1 << 20


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def intakes(path: Path) -> Iterator[SqliteIntakes]:
    opened = SqliteIntakes(path, SOURCE)
    yield opened
    opened.close()


@pytest.fixture
def outbox(intakes: SqliteIntakes, path: Path) -> Iterator[SqliteOutbox]:
    _record(intakes, 6)
    opened = SqliteOutbox(path)
    yield opened
    opened.close()


def _record(intakes: SqliteIntakes, count: int, note: str = "") -> None:
    for _ in range(count):
        intake = recorded_intake(intakes.new_id())
        intakes.record(intake, [told(intake.id, note=note)])


def _waiting(outbox: SqliteOutbox, max_events: int = 100, max_bytes: int = MUCH) -> list[int]:
    return [each.sequence for each in outbox.waiting(max_events, max_bytes)]


def test_everything_waits_in_order(outbox: SqliteOutbox) -> None:
    assert _waiting(outbox) == [1, 2, 3, 4, 5, 6]


def test_a_batch_has_at_most_so_many_events(outbox: SqliteOutbox) -> None:
    assert _waiting(outbox, max_events=2) == [1, 2]


def test_a_batch_has_at_most_so_many_bytes(outbox: SqliteOutbox) -> None:
    size_bytes = len(outbox.waiting(1, MUCH)[0].body)

    assert _waiting(outbox, max_bytes=2 * size_bytes + size_bytes // 2) == [1, 2]


def test_an_event_larger_than_a_batch_still_gets_its_turn(outbox: SqliteOutbox) -> None:
    """Else it would block the queue for ever."""
    assert _waiting(outbox, max_bytes=1) == [1]


def test_what_the_hub_named_waits_no_more(outbox: SqliteOutbox, path: Path) -> None:
    """Not in another process either."""
    outbox.settle([1, 2], [])
    other = SqliteOutbox(path)

    seen = _waiting(other)

    other.close()
    assert seen == [3, 4, 5, 6]
    assert outbox.backlog().waiting == 4


def test_what_was_settled_out_of_order_is_not_sent_again(outbox: SqliteOutbox) -> None:
    """A hub may name some of a batch only."""
    outbox.settle([2, 4], [])

    assert (_waiting(outbox), outbox.backlog().waiting) == ([1], 4)
    outbox.settle([1], [])
    assert _waiting(outbox) == [3]
    outbox.settle([3], [])
    assert (_waiting(outbox), outbox.backlog().waiting) == ([5, 6], 2)


def test_a_settled_event_settled_again_changes_nothing(outbox: SqliteOutbox) -> None:
    """An answer that comes twice does no harm."""
    outbox.settle([1, 2], [])
    outbox.settle([1, 2], [])

    assert (_waiting(outbox), outbox.backlog().waiting) == ([3, 4, 5, 6], 4)


def test_a_refused_event_steps_aside_and_later_ones_pass(outbox: SqliteOutbox) -> None:
    outbox.settle([1], [(2, "refused", "its type is missing")])

    (parked,) = outbox.parked()
    assert (parked.event.sequence, parked.status, parked.reason) == (2, "refused", "its type is missing")
    assert _waiting(outbox) == [3, 4, 5, 6]
    assert (outbox.backlog().waiting, outbox.backlog().parked) == (4, 1)


def test_a_refused_event_waits_again_when_somebody_asks(outbox: SqliteOutbox) -> None:
    """By itself, since its neighbours are gone."""
    outbox.settle([1, 3, 4], [(2, "refused", "no")])

    waiting = outbox.retry()

    assert (waiting, outbox.backlog().parked, _waiting(outbox)) == (3, 0, [2])
    outbox.settle([2], [])
    assert (_waiting(outbox), outbox.backlog().waiting, outbox.parked()) == ([5, 6], 2, ())


def test_a_refused_event_may_be_refused_again(outbox: SqliteOutbox) -> None:
    outbox.settle([], [(1, "refused", "no")])
    outbox.retry()

    outbox.settle([], [(1, "conflict", "still no")])

    assert [each.reason for each in outbox.parked()] == ["still no"]
    assert _waiting(outbox) == [2, 3, 4, 5, 6]


def test_an_event_parked_beyond_a_gap_counts_once(outbox: SqliteOutbox) -> None:
    """Waiting and parked together are what the hub does not have."""
    outbox.settle([4], [(3, "refused", "no")])

    backlog = outbox.backlog()
    assert (backlog.waiting, backlog.parked) == (4, 1)
    outbox.retry()
    assert (outbox.backlog().waiting, outbox.backlog().parked) == (5, 0)


def test_the_backlog_of_a_new_ledger_is_empty(intakes: SqliteIntakes, path: Path) -> None:
    outbox = SqliteOutbox(path)

    backlog, waiting = outbox.backlog(), outbox.waiting(10, MUCH)

    outbox.close()
    assert (backlog.written, backlog.waiting, backlog.parked, backlog.last_fault, waiting) == (0, 0, 0, "", ())
    assert intakes.new_id().startswith(backlog.epoch)


def test_when_to_try_again_is_on_disk(outbox: SqliteOutbox, path: Path) -> None:
    """A restart of the role does not hammer a hub that asked for rest."""
    planned = NextTry("boot-1", 1234.5, 3, "no connection")

    outbox.postpone(planned)

    other = SqliteOutbox(path)
    found, fault = other.next_try(), other.backlog().last_fault
    other.close()
    assert (found, fault) == (planned, "no connection")


def test_a_good_answer_forgets_the_fault(outbox: SqliteOutbox) -> None:
    outbox.postpone(NextTry("boot-1", 1234.5, 3, "no connection"))

    outbox.settle([1], [])

    assert outbox.next_try() is None
    assert not outbox.backlog().last_fault


def test_somebodys_wish_makes_the_next_try_due_in_any_boot(outbox: SqliteOutbox) -> None:
    """The count of tries stays, so that the waits do not begin small again."""
    outbox.postpone(NextTry("boot-1", 1234.5, 3, "no connection"))

    outbox.retry()

    planned = outbox.next_try()
    assert planned is not None
    assert (planned.boot_id, planned.attempts) == ("", 3)


def test_events_written_meanwhile_are_seen_at_the_next_look(outbox: SqliteOutbox, intakes: SqliteIntakes) -> None:
    outbox.settle([1, 2, 3, 4, 5, 6], [])

    _record(intakes, 1)

    assert _waiting(outbox) == [7]


def test_the_outbox_never_changes_an_event(outbox: SqliteOutbox) -> None:
    before = outbox.waiting(10, MUCH)

    outbox.settle([], [(each.sequence, "refused", "no") for each in before])
    outbox.retry()

    assert outbox.waiting(10, MUCH) == before


def test_desk_and_delivery_write_at_the_same_time(outbox: SqliteOutbox, intakes: SqliteIntakes) -> None:
    """One waits for the other, milliseconds; nobody fails."""
    writing = threading.Thread(target=_record, args=(intakes, 40))
    writing.start()
    while writing.is_alive():
        outbox.settle(_waiting(outbox), [])
    writing.join()

    outbox.settle(_waiting(outbox), [])

    assert (outbox.backlog().written, outbox.backlog().waiting) == (46, 0)


def test_a_file_that_cannot_be_a_ledger_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError):
        SqliteOutbox(tmp_path / "gone" / "ledger.db")
