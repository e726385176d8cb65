"""The desk's side of the ledger: what returns is on disk, and the chain has no gap."""

import json
import random
import sqlite3
import threading
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from intake_samples import NOON, SOURCE, open_intake, recorded_intake, told

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.ledger.packed import unpacked
from kiosk.contract.envelope import FIRST_PREVHASH, canonical, digest
from kiosk.contract.events import EventType
from kiosk.domain.intake import Stage, Step
from kiosk.domain.outcome import Outcome
from kiosk.errors import LedgerUnwritable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteIntakes]:
    opened = SqliteIntakes(path, SOURCE)
    yield opened
    opened.close()


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_an_intake_comes_back_as_it_was_saved(ledger: SqliteIntakes) -> None:
    """Bytes, sets, enums and all."""
    intake = recorded_intake(ledger.new_id())

    ledger.save(intake)

    assert ledger.find(intake.id) == intake


def test_a_power_cut_resumes_at_the_same_question(path: Path) -> None:
    """An open intake is on disk after every step."""
    before = SqliteIntakes(path, SOURCE)
    asked = open_intake(before.new_id())
    before.save(asked)
    before.close()

    after = SqliteIntakes(path, SOURCE)
    found = after.open_intake()
    after.close()

    assert found == asked


@pytest.mark.parametrize("stage", [Stage.RECORDED, Stage.CANCELLED])
def test_a_closed_intake_is_never_open_again(ledger: SqliteIntakes, stage: Stage) -> None:
    asked = open_intake(ledger.new_id())
    ledger.save(asked)

    ledger.save(replace(asked, stage=stage, question=None))

    assert ledger.open_intake() is None


def test_an_intake_number_is_never_given_twice(path: Path) -> None:
    """Not after a restart either."""
    before = SqliteIntakes(path, SOURCE)
    ledger_numbers = [before.new_id(), before.new_id()]
    before.save(open_intake(ledger_numbers[1]))
    before.close()

    after = SqliteIntakes(path, SOURCE)
    following = after.new_id()
    after.close()

    assert ledger_numbers[0] != ledger_numbers[1]
    assert following not in ledger_numbers
    assert following.startswith(ledger_numbers[0].rpartition("-")[0])


def test_events_are_numbered_without_gaps_and_chained(ledger: SqliteIntakes, path: Path) -> None:
    """Each event names the hash of the one before; a changed byte is found by anybody who hashes."""
    for _ in range(3):
        intake = recorded_intake(ledger.new_id())
        ledger.record(intake, [told(intake.id, EventType.HAZARD_ACKNOWLEDGED), told(intake.id)])

    rows = _rows(path, "SELECT seq, body, hash, crc FROM events ORDER BY seq")

    expected = FIRST_PREVHASH
    for place, (sequence, kept, digest_bytes, crc) in enumerate(rows, 1):
        body = unpacked(kept)
        event = json.loads(body)
        assert (sequence, event["sequence"], event["prevhash"], event["source"]) == (place, str(place), expected, SOURCE)
        assert (digest(body), zlib.crc32(body)) == (bytes(digest_bytes).hex(), crc)
        assert canonical(event) == body
        expected = bytes(digest_bytes).hex()
    assert len(rows) == 6


def test_the_chain_goes_on_after_a_restart(path: Path) -> None:
    for _ in range(2):
        ledger = SqliteIntakes(path, SOURCE)
        intake = recorded_intake(ledger.new_id())
        ledger.record(intake, [told(intake.id)])
        ledger.close()

    (_, first), (body, _) = _rows(path, "SELECT body, hash FROM events ORDER BY seq")

    assert json.loads(unpacked(body))["prevhash"] == bytes(first).hex()


def test_an_intake_and_its_events_are_kept_together_or_not_at_all(ledger: SqliteIntakes, path: Path) -> None:
    """An event that cannot be written takes its intake back."""
    intake = recorded_intake(ledger.new_id())
    impossible = replace(told(intake.id), data={"number": float("nan")})

    with pytest.raises(ValueError, match="nan"):
        ledger.record(intake, [told(intake.id), impossible])

    assert ledger.find(intake.id) is None
    assert not _rows(path, "SELECT 1 FROM events")


def test_one_callers_mistake_does_not_cost_the_next_one(ledger: SqliteIntakes) -> None:
    intake = recorded_intake(ledger.new_id())
    with pytest.raises(ValueError, match="nan"):
        ledger.record(intake, [replace(told(intake.id), data={"number": float("nan")})])

    ledger.record(intake, [told(intake.id)])

    assert ledger.find(intake.id) == intake


def test_an_intake_is_found_by_its_number_and_by_its_events(ledger: SqliteIntakes) -> None:
    first, second = recorded_intake(ledger.new_id()), recorded_intake(ledger.new_id())
    ledger.record(first, [told(first.id)])
    ledger.record(second, [told(second.id)])
    epoch = first.id.rpartition("-")[0]

    found = [ledger.find(f"{epoch}.{sequence}") for sequence in (1, 2)]

    assert found == [first, second]


@pytest.mark.parametrize(
    "number", ["", "-", "x-1", "1", "{epoch}-0", "{epoch}-99", "{epoch}.99", "{epoch}-1e3", "{epoch}-" + "9" * 30, "{epoch}-²"]
)
def test_what_is_no_number_of_this_ledger_finds_nothing(ledger: SqliteIntakes, number: str) -> None:
    epoch = ledger.new_id().rpartition("-")[0]

    assert ledger.find(number.format(epoch=epoch)) is None


def test_the_latest_closed_intakes_come_newest_first(ledger: SqliteIntakes) -> None:
    closed = [recorded_intake(ledger.new_id()) for _ in range(3)]
    for each in [*closed, open_intake(ledger.new_id())]:
        ledger.save(each)

    assert ledger.latest(2) == (closed[2], closed[1])


def test_the_tally_counts_what_was_recorded_since(ledger: SqliteIntakes) -> None:
    """Cancelled ones, open ones and yesterday's do not count."""
    yesterday = replace(NOON, wall_s=NOON.wall_s - 86_400)
    for outcome, at in ((Outcome.REUSE, NOON), (Outcome.REUSE, NOON), (Outcome.RECYCLE, NOON), (Outcome.REPAIR, yesterday)):
        ledger.save(recorded_intake(ledger.new_id(), outcome, at))
    ledger.save(replace(recorded_intake(ledger.new_id()), stage=Stage.CANCELLED))
    ledger.save(open_intake(ledger.new_id()))

    assert ledger.tally(NOON.wall_s - 1) == {Outcome.REUSE: 2, Outcome.REPAIR: 0, Outcome.RECYCLE: 1}


def test_what_happens_to_an_item_afterwards_counts_on_the_day_it_was_recorded(ledger: SqliteIntakes) -> None:
    """Yesterday's kettle that is corrected today is no item of today."""
    later = recorded_intake(ledger.new_id(), Outcome.REUSE, NOON)
    tomorrow = replace(NOON, wall_s=NOON.wall_s + 86_400)
    ledger.save(replace(later, steps=(*later.steps, Step(tomorrow, "intake.corrected"), Step(tomorrow, "tag.linked"))))

    assert ledger.tally(tomorrow.wall_s - 1)[Outcome.REUSE] == 0
    assert ledger.tally(NOON.wall_s - 1)[Outcome.REUSE] == 1


def test_a_day_is_counted_once_a_recording(ledger: SqliteIntakes) -> None:
    """And never shows what was before the last one."""
    first = recorded_intake(ledger.new_id(), Outcome.REUSE, NOON)
    ledger.record(first, [])
    counted = ledger.tally(NOON.wall_s)

    again = ledger.tally(NOON.wall_s)
    ledger.record(replace(first, stage=Stage.CANCELLED), [])

    assert again is counted
    assert (counted[Outcome.REUSE], ledger.tally(NOON.wall_s)[Outcome.REUSE]) == (1, 0)
    assert ledger.tally(NOON.wall_s + 1) == dict.fromkeys(Outcome, 0)


def test_the_catalogue_remembers_what_staff_said_last(ledger: SqliteIntakes) -> None:
    ledger.learn("04242005045112", "toaster")
    ledger.learn("04242005045112", "kettle")

    assert ledger.category_of("04242005045112") == "kettle"
    assert ledger.category_of("00000000000000") is None


def test_many_at_once_get_all_their_events_kept(ledger: SqliteIntakes, path: Path) -> None:
    """They share commits, not numbers."""

    def record_some() -> None:
        for _ in range(10):
            intake = recorded_intake(ledger.new_id())
            ledger.record(intake, [told(intake.id)])

    threads = [threading.Thread(target=record_some) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    rows = _rows(path, "SELECT seq, intake FROM events ORDER BY seq")
    assert [sequence for sequence, _ in rows] == list(range(1, 81))
    assert len({intake for _, intake in rows}) == 80


def test_a_full_disk_is_said_and_the_writer_goes_on(ledger: SqliteIntakes, path: Path) -> None:
    """What was not kept is not half kept; with room again the next one passes."""
    ledger.save(open_intake(ledger.new_id()))
    limit = _limit_pages(ledger, 0)
    intake = recorded_intake(ledger.new_id())

    with pytest.raises(LedgerUnwritable, match="full"):
        ledger.record(intake, [told(intake.id, note=random.Random(1).randbytes(10_000).hex())])  # noqa: S311 - what packs badly
    found_while_full = ledger.find(intake.id)
    _limit_pages(ledger, limit)
    ledger.record(intake, [told(intake.id)])

    assert found_while_full is None
    assert ledger.find(intake.id) == intake
    assert [row[0] for row in _rows(path, "SELECT seq FROM events")] == [1]


def _limit_pages(ledger: SqliteIntakes, pages: int) -> int:
    """Let SQLite itself say that the disk is full; return the limit before."""
    before: list[int] = []

    def limit(connection: sqlite3.Connection) -> None:
        before.append(connection.execute("PRAGMA max_page_count").fetchone()[0])
        connection.execute(f"PRAGMA max_page_count = {pages or 1}")

    ledger._writer.write(limit)  # noqa: SLF001 - the limit belongs to the connection that writes, and only that one
    return before[0]


def test_a_ledger_opened_for_looking_appends_nothing(ledger: SqliteIntakes, path: Path) -> None:
    ledger.save(open_intake(ledger.new_id()))
    looking = SqliteIntakes(path, source="")
    intake = recorded_intake(looking.new_id())

    with pytest.raises(ValueError, match="looking"):
        looking.record(intake, [told(intake.id)])

    looking.close()
    assert not _rows(path, "SELECT 1 FROM events")


def test_an_intake_of_another_ledger_is_refused(ledger: SqliteIntakes) -> None:
    with pytest.raises(ValueError, match="has no number of ledger"):
        ledger.save(open_intake("another-1"))


def test_an_unreadable_intake_does_not_stop_the_counter(ledger: SqliteIntakes, path: Path) -> None:
    """A dying card must not keep the kiosk from starting."""
    ledger.save(open_intake(ledger.new_id()))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE intakes SET body = X'7B'")
    connection.commit()
    connection.close()

    assert ledger.open_intake() is None


def test_a_ledger_in_memory_works_like_one_on_disk() -> None:
    """``kiosk triage`` leaves nothing behind."""
    ledger = SqliteIntakes(":memory:", SOURCE)
    intake = recorded_intake(ledger.new_id())
    ledger.record(intake, [told(intake.id)])

    found = ledger.find(intake.id)

    ledger.close()
    assert found == intake


def test_a_closed_ledger_says_so_and_closes_twice(path: Path) -> None:
    ledger = SqliteIntakes(path, SOURCE)
    number = ledger.new_id()
    ledger.close()
    ledger.close()

    with pytest.raises(LedgerUnwritable, match="closed"):
        ledger.save(open_intake(number))


def test_the_desk_writes_while_delivery_reads(ledger: SqliteIntakes, path: Path) -> None:
    """Two connections, one file, nobody waits for the other to close."""
    outbox = SqliteOutbox(path)
    intake = recorded_intake(ledger.new_id())
    ledger.record(intake, [told(intake.id)])

    seen = [each.sequence for each in outbox.waiting(10, 1 << 20)]

    outbox.close()
    assert seen == [1]


def test_items_are_counted_by_their_lease_until_they_are_taken_back(ledger: SqliteIntakes) -> None:
    """An open item counts against nothing, nor does one without a lease."""
    first, second, undone, free = (replace(recorded_intake(ledger.new_id()), lease=lease) for lease in ("shop-1", "shop-1", "shop-1", ""))
    for each in (first, second, undone, free):
        ledger.save(each)
    ledger.save(replace(open_intake(ledger.new_id()), lease="shop-1"))

    ledger.save(replace(undone, stage=Stage.CANCELLED))

    assert ledger.placed() == {"shop-1": 2}


def test_what_counts_against_a_lease_follows_every_change(ledger: SqliteIntakes, path: Path) -> None:
    """Moved to another lease, to none, and forgotten after a year: the count is that of the rows."""
    kept, moved, freed, gone = (replace(recorded_intake(ledger.new_id()), lease="shop-1") for _ in range(4))
    for each in (kept, moved, freed, gone):
        ledger.save(each)

    ledger.save(replace(moved, lease="shop-2"))
    ledger.save(replace(freed, lease=""))
    ledger.write(lambda connection: connection.execute("DELETE FROM intakes WHERE n = ?", [int(gone.id.partition("-")[2])]))

    assert ledger.placed() == {"shop-1": 1, "shop-2": 1} == _counted_by_row(path)


def _counted_by_row(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as rows:
        return dict(rows.execute("SELECT lease, count(*) FROM intakes WHERE lease <> '' AND stage = 'recorded' GROUP BY lease"))
