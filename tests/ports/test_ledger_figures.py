"""Counts over a real ledger, and that each comes from an index."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from intake_samples import recorded_intake

from kiosk.adapters.item_codes import item_code
from kiosk.adapters.ledger.figures import SqliteFigures
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.domain.intake import Intake, Override
from kiosk.domain.outcome import Outcome
from kiosk.domain.verdict import Ruling

NOON_S = 1_800_000_000.0


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteIntakes]:
    intakes = SqliteIntakes(tmp_path / "ledger.db", "/kiosks/k-1")
    yield intakes
    intakes.close()


@pytest.fixture
def figures(tmp_path: Path, ledger: SqliteIntakes) -> Iterator[SqliteFigures]:
    del ledger
    counting = SqliteFigures(tmp_path / "ledger.db")
    yield counting
    counting.close()


def keep(ledger: SqliteIntakes, **changes: object) -> Intake:
    intake = replace(recorded_intake(ledger.new_id()), **changes)  # type: ignore[arg-type]
    ledger.record(intake, [])
    return intake


def aside(ledger: SqliteIntakes, **changes: object) -> Intake:
    return keep(ledger, override=Override(None, "set_aside"), **changes)


def test_a_day_is_counted_by_outcome(ledger: SqliteIntakes, figures: SqliteFigures) -> None:
    keep(ledger)
    keep(ledger, override=Override(Outcome.RECYCLE, "dirty"))
    keep(ledger, override=Override(Outcome.RECYCLE, "scrap"))
    waiting = aside(ledger)
    assert waiting.verdict
    aside(ledger, verdict=replace(waiting.verdict, ruling=Ruling.STOP, outcome=None))

    tally = figures.tally(NOON_S - 86400)

    assert tally.outcomes == {Outcome.REUSE: 1, Outcome.REPAIR: 0, Outcome.RECYCLE: 2, None: 2}
    assert (tally.dangers, tally.overridden, tally.total) == (1, 1, 5)
    assert figures.tally(NOON_S + 86400).total == 0


def test_bars_hold_what_lies_between_their_edges(ledger: SqliteIntakes, figures: SqliteFigures) -> None:
    keep(ledger)

    bars = figures.bars([NOON_S - 7200, NOON_S - 3600, NOON_S + 3600])

    assert [sum(each.counts.values()) for each in bars] == [0, 1]


def test_what_waits_comes_longest_first(ledger: SqliteIntakes, figures: SqliteFigures) -> None:
    keep(ledger)
    first, second = aside(ledger), aside(ledger)

    assert [each.id for each in figures.set_aside(9)] == [first.id, second.id]
    assert figures.waiting() == 2


def test_an_intake_is_found_by_its_item_code(ledger: SqliteIntakes) -> None:
    kept = keep(ledger, code=item_code("LV2", 4172))

    assert ledger.find(kept.code) == kept
    assert ledger.find(kept.code.lower().replace("-", " ")) == kept
    assert ledger.find(item_code("LV2", 4173)) is None


def test_a_body_a_dying_card_has_damaged_stops_nothing(ledger: SqliteIntakes, figures: SqliteFigures, tmp_path: Path) -> None:
    import sqlite3

    aside(ledger)
    card = sqlite3.connect(tmp_path / "ledger.db")
    card.execute("UPDATE intakes SET body = ?", [b"\xff{"])
    card.commit()
    card.close()

    assert figures.set_aside(9) == ()
    assert figures.tally(0).total == 1
