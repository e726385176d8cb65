"""Fault 4: the disk is full, or answers an error, and says so; nothing confirmed goes, and what waits is still sent."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from faults.conftest import Form
from intake_samples import SOURCE, recorded_intake, told

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outboxes import Outboxes
from kiosk.adapters.ledger.upkeep import SqliteUpkeep
from kiosk.errors import LedgerUnwritable

TESTS = Path(__file__).parents[1]
MIB = 1024 * 1024
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")


@contextmanager
def _mounted(folder: Path, *options: str) -> Iterator[Path]:
    place = folder / "disk"
    place.mkdir()
    done = subprocess.run(["mount", *options, str(place)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


@contextmanager
def _small_disk(kind: str, folder: Path) -> Iterator[Path]:
    if kind == "tmpfs":
        with _mounted(folder, "-t", "tmpfs", "-o", "size=16m", "tmpfs") as place:
            yield place
        return
    if not shutil.which("mkfs.ext4"):
        pytest.skip("mkfs.ext4 is not installed")
    image = folder / "image"
    with image.open("wb") as file:
        file.truncate(32 * MIB)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", str(image)], check=True)
    with _mounted(folder, "-o", "loop", str(image)) as place:
        yield place


def _fill(place: Path) -> None:
    """Take everything that is free, to the last byte."""
    with (place / "somebody-elses").open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(64 * 1024))
    with (place / "somebody-elses-rest").open("ab", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(512))


def _record(desk: SqliteIntakes) -> str:
    intake = recorded_intake(desk.new_id())
    desk.record(intake, [told(intake.id, note="x" * 3000)])
    return intake.id


def _record_until_full(desk: SqliteIntakes) -> list[str]:
    kept: list[str] = []
    for _ in range(100_000):
        try:
            kept.append(_record(desk))
        except LedgerUnwritable:
            return kept
    raise AssertionError("the disk was never full")


@as_root
@pytest.mark.parametrize("kind", ["tmpfs", "ext4"])
def test_a_full_disk_loses_nothing_and_is_worked_off(tmp_path: Path, kind: str, form: Form) -> None:
    """The ballast lets delivery and pruning write; with their room the counter records again."""
    with _small_disk(kind, tmp_path) as place:
        path = place / "ledger.db"
        desk = SqliteIntakes(path, SOURCE)
        upkeep, box = SqliteUpkeep(path, desk), Outboxes(path)
        upkeep.keep_ballast()
        kept = [_record(desk) for _ in range(40)]
        _fill(place)
        kept += _record_until_full(desk)
        free = upkeep.free()

        upkeep.release_ballast()
        sent = 0
        while batch := box.waiting(50, MIB):
            box.settle([each.sequence for each in batch], [])
            sent += len(batch)
        pruned = 0
        while step := upkeep.prune(50):
            pruned += step
        again = _record(desk)

        lost = [each for each in [*kept, again] if desk.find(each) is None]
        box.close()
        upkeep.close()
        desk.close()
    assert free < 0.05
    assert (lost, sent, pruned) == ([], len(kept), len(kept) - 1)
    form.keep(
        4,
        f"a disk ({kind}) filled to the last byte while recording",
        f"{len(kept)} confirmed, none lost; all sent and pruned, recording went on",
    )


@pytest.mark.skipif(not shutil.which("gcc"), reason="gcc is not installed")
def test_a_failed_sync_confirms_nothing_and_the_next_one_does(tmp_path: Path, form: Form) -> None:
    """The connection is dropped, the last confirmed event verified, and the chain has no gap."""
    shim, turns = tmp_path / "failing_disk.so", form.size(30, 300)
    subprocess.run(["gcc", "-shared", "-fPIC", "-o", str(shim), str(TESTS / "faults" / "failing_disk.c"), "-ldl"], check=True)
    environment = {**os.environ, "PYTHONPATH": str(TESTS), "LD_PRELOAD": str(shim), "FAIL_SYNC": str(tmp_path / "fail")}
    command = [sys.executable, str(TESTS / "faults" / "failing_desk.py"), str(tmp_path / "ledger.db"), str(turns)]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    said = [line.split() for line in ran.stdout.splitlines() if line.startswith(("kept ", "refused "))]
    kept = [number for word, number, *_ in said if word == "kept"]

    desk = SqliteIntakes(tmp_path / "ledger.db", SOURCE)
    lost = [each for each in kept if desk.find(each) is None]
    desk.close()
    box = Outboxes(tmp_path / "ledger.db")
    sequences = [each.sequence for each in box.waiting(1000, 1 << 24)]
    box.close()

    assert len(kept) == turns - turns // 3
    assert {words[2] for words in said if words[0] == "refused"} == {"KSK-312"}
    assert lost == []
    assert sequences == list(range(1, len(kept) + 1))
    form.keep(
        4,
        f"every third of {turns} commits meets EIO at its sync",
        f"{len(kept)} confirmed, none lost, none twice; each failure told, each next commit good",
    )
