"""Fault 5: whatever happens to the ledger's file, the counter works, and nothing readable is lost."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from faults.conftest import Form
from faults.damages import DAMAGES, DELIVERED, Filled, drain, fill, repaired
from intake_samples import SOURCE, recorded_intake, told

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.contract.events import EventType

MOST_LOST = {
    "first page zeroed": 0,
    "cut in the middle of a page": 2,
    "a page of the middle zeroed": 4,
    "ten pages zeroed": 10,
    "a few bits flipped": 8,
}
"""Of 40 waiting events, where the damage says how much it can cost; anything may go where half the file is gone."""
MAY_BE_IN_CONTENT = {"a page of the middle zeroed", "a few bits flipped"}
"""Where only an event's own bytes are hit, the ledger is sound and the hub refuses that event by name."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Filled]:
    """A filled ledger to copy, since filling takes a second."""
    folder = tmp_path_factory.mktemp("filled")
    return folder, fill(folder, SOURCE)


@pytest.fixture
def before(tmp_path: Path, template: tuple[Path, Filled]) -> Filled:
    """What was confirmed in the ledger that lies in this test's folder now."""
    shutil.copytree(template[0], tmp_path, dirs_exist_ok=True)
    return template[1]


@pytest.mark.parametrize("damage", list(DAMAGES))
def test_damage_is_set_aside_salvaged_and_told(tmp_path: Path, before: Filled, damage: str) -> None:
    """What is sent of the ended epoch comes first, in order, each once, byte for byte; then the news."""
    path = tmp_path / "ledger.db"
    DAMAGES[damage](path)
    found = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.name in {"ledger.db", "ledger.db-wal"}}

    resets = repaired(path)
    sent = drain(path)

    old = [each for each in sent if each.epoch == before.epoch]
    assert [each.sequence for each in old] == sorted({each.sequence for each in old})
    assert {each.id for each in old} <= set(before.waiting) | {f"{before.epoch}.{n}" for n in range(1, DELIVERED + 1)}
    assert len(set(before.waiting) - {each.id for each in old}) <= MOST_LOST.get(damage, len(before.waiting))
    if damage in MAY_BE_IN_CONTENT:
        assert len(resets) <= 1
    else:
        assert {name: (tmp_path / "corrupt-1" / name).read_bytes() for name in found} == found
        assert [each.folder for each in resets] == ["corrupt-1"]
        assert (sent[-1].type, sent[-1].sequence) == (EventType.LEDGER_RESET, 1)
        assert resets[0].events == len(sent) - 1


def test_what_was_confirmed_before_is_still_explained_and_the_item_on_the_counter_goes_on(tmp_path: Path, before: Filled) -> None:
    """Staff notice nothing but a strip."""
    path = tmp_path / "ledger.db"
    DAMAGES["cut in the middle of a page"](path)

    (reset,) = repaired(path)

    desk = SqliteIntakes(path, SOURCE)
    resumed, explained = desk.open_intake(), [each for each in before.intakes if desk.find(each)]
    kettle = desk.category_of("04242005045112")
    desk.close()
    assert resumed
    assert resumed.id != before.on_counter
    assert resumed.question
    assert kettle == "kettle"
    assert reset.intakes == len(explained) + 1
    assert len(explained) >= len(before.intakes) - 5


def test_nothing_happens_to_a_sound_ledger(tmp_path: Path, before: Filled) -> None:
    """Neither to a new one, nor to one that was killed, nor to one that was closed."""
    path = tmp_path / "ledger.db"
    assert repaired(tmp_path / "new" / "ledger.db") == ()

    assert repaired(path) == ()

    assert [each.id for each in drain(path)] == before.waiting
    desk = SqliteIntakes(path, SOURCE)
    intake = recorded_intake(desk.new_id())
    desk.record(intake, [told(intake.id)])
    desk.close()
    assert repaired(path) == ()
    assert not list(tmp_path.glob("corrupt-*"))


def test_an_old_copy_of_the_ledger_is_not_continued(tmp_path: Path, before: Filled) -> None:
    """Numbers that were confirmed are never given again, so a restored copy ends its epoch."""
    path = tmp_path / "ledger.db"
    copy = {each.name: each.read_bytes() for each in tmp_path.iterdir() if each.name.startswith("ledger.db")}
    desk = SqliteIntakes(path, SOURCE)
    intake = recorded_intake(desk.new_id())
    desk.record(intake, [told(intake.id)])
    desk.close()
    for name, content in copy.items():
        (tmp_path / name).write_bytes(content)

    (reset,) = repaired(path)

    assert "were confirmed and are gone" in reset.why
    assert [each.id for each in drain(path)][: len(before.waiting)] == before.waiting


def test_a_second_reset_keeps_the_order_of_epochs(tmp_path: Path, before: Filled) -> None:
    """The first ledger's events, the second's, the third's."""
    path = tmp_path / "ledger.db"
    DAMAGES["first page zeroed"](path)
    repaired(path)
    desk = SqliteIntakes(path, SOURCE)
    intake = recorded_intake(desk.new_id())
    desk.record(intake, [told(intake.id)])
    second = desk.epoch
    desk.close()
    DAMAGES["a few bits flipped"](path)
    DAMAGES["first page zeroed"](path)

    repaired(path)

    epochs = list(dict.fromkeys(each.epoch for each in drain(path)))
    assert epochs[:2] == [before.epoch, second]
    assert len(epochs) == 3


@pytest.mark.parametrize("step", range(9))
def test_power_may_go_while_a_ledger_is_being_set_aside(tmp_path: Path, before: Filled, step: int) -> None:
    """The next start goes on where it stopped: told once, nothing twice."""
    path = tmp_path / "ledger.db"
    DAMAGES["first page zeroed"](path)
    stopped = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "stopping_repair.py"), str(path), str(step)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])},
        check=False,
    )

    repaired(path)

    sent = drain(path)
    assert stopped.returncode in {0, 9}
    assert [each.id for each in sent if each.epoch == before.epoch][-len(before.waiting) :] == before.waiting
    assert [each.type for each in sent].count(EventType.LEDGER_RESET) == 1
    assert [each.name for each in tmp_path.glob("corrupt-*")] == ["corrupt-1"]


def test_any_page_of_the_ledger_may_be_lost(tmp_path: Path, template: tuple[Path, Filled], form: Form) -> None:
    """Every page once, in the long form: the counter starts, and what is lost is at most what lay on it."""
    source, before = template
    pages = (source / "ledger.db").stat().st_size // 1024
    tried = range(1, pages + 1, 1 if form.is_long else max(1, pages // 12))
    losses = [_lost_with_page(source, tmp_path / f"page-{page}", page, before) for page in tried]

    resets, lost = sum(reset for reset, _ in losses), [missing for _, missing in losses]
    assert max(lost) <= 4
    form.keep(
        5, f"each of {len(losses)} pages of the file zeroed, one at a time",
        f"a sound ledger every time; {resets} damages found at the start, at most {max(lost)} of 40 waiting events lost with a page, "
        f"none in {lost.count(0)} cases",
    )  # fmt: skip


def _lost_with_page(source: Path, folder: Path, page: int, before: Filled) -> tuple[int, int]:
    """Zero one page of a copy; return whether the ledger was reset, and how many waiting events are gone."""
    folder.mkdir()
    for each in source.iterdir():
        (folder / each.name).write_bytes(each.read_bytes())
    with (folder / "ledger.db").open("r+b") as file:
        file.seek((page - 1) * 1024)
        file.write(bytes(1024))
    resets = repaired(folder / "ledger.db")
    return len(resets), len(set(before.waiting) - {each.id for each in drain(folder / "ledger.db")})
