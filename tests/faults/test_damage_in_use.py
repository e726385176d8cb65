"""Fault 5, while the kiosk runs: damage that one role meets and another one never looks at."""

import sqlite3
from pathlib import Path

import pytest
from faults.damages import DAMAGES, PAGE_BYTES, drain, fill, repaired
from intake_samples import SOURCE

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outboxes import Outboxes
from kiosk.adapters.ledger.upkeep import SqliteUpkeep
from kiosk.contract.events import EventType
from kiosk.errors import LedgerDamaged


def test_damage_only_delivery_meets_is_repaired_by_the_desk(tmp_path: Path) -> None:
    """The famous failure: a process that runs and ships nothing. The desk, which never looks there, hears of it and begins again."""
    path = tmp_path / "ledger.db"
    before = fill(tmp_path, SOURCE)
    desk, box = SqliteIntakes(path, SOURCE), Outboxes(path)
    upkeep = SqliteUpkeep(path, desk)
    assert not upkeep.damage
    box.close()
    _spoil_a_table(path, "delivery_parked")

    with pytest.raises(LedgerDamaged):
        box.waiting(7, 1 << 20)

    assert upkeep.damage
    assert not desk.damage
    for each in (upkeep, desk, box):
        each.close()
    assert len(repaired(path)) == 1
    assert [each.id for each in drain(path) if each.epoch == before.epoch] == before.waiting


def test_a_salvaged_file_that_breaks_later_does_not_hold_up_the_present_one(tmp_path: Path) -> None:
    """It is left out, said in the log, and stays where it is."""
    path = tmp_path / "ledger.db"
    before = fill(tmp_path, SOURCE)
    DAMAGES["first page zeroed"](path)
    repaired(path)
    (earlier,) = tmp_path.glob(f"salvaged-1-{before.epoch}.db")
    _spoil_a_table(earlier, "events")

    sent = drain(path)

    assert [each.type for each in sent if each.epoch != before.epoch] == [EventType.LEDGER_RESET]
    assert earlier.exists()


def _spoil_a_table(path: Path, table: str) -> None:
    """Overwrite a table's root page in the file, once the log is played into it."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (page,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone()
    connection.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE_BYTES)
        file.write(b"\xff" * PAGE_BYTES)
