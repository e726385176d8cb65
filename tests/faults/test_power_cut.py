"""Fault 2: the power goes at any moment, and everything that was confirmed is there."""

import os
import random
import shutil
import sys
from pathlib import Path

import pytest
from faults.conftest import Form
from faults.power_cut import Call, disk_at, rebuild, traced
from intake_samples import NOON, SOURCE

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.repair import repair
from kiosk.errors import LedgerError
from kiosk.services.happenings import ledger_reset

TESTS = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed; setup-tests.sh installs it")


def _trace(folder: Path, count: int, promise: str) -> list[Call]:
    state = folder / "state"
    state.mkdir()
    command = [sys.executable, str(TESTS / "faults" / "recording.py"), str(state / "ledger.db"), str(count), promise]
    return traced(command, {**os.environ, "PYTHONPATH": str(TESTS)}, folder / "trace")


def _confirmed(calls: list[Call]) -> list[str]:
    """Return what was told to somebody before the cut."""
    return [call.content.decode().strip() for call in calls if call.name == "write" and b"-" in call.content[8:9]]


def _lost(calls: list[Call], folder: Path, place: Path, chance: random.Random | None) -> tuple[int, int, int]:
    """Rebuild, start and count: confirmed, of these lost, and whether the ledger was taken for damaged."""
    rebuild(disk_at(calls, str(folder / "state")), place, chance)
    ledger, confirmed = place / "ledger.db", _confirmed(calls)
    resets = repair(ledger, SOURCE, lambda reset: ledger_reset(reset, NOON))
    try:
        desk = SqliteIntakes(ledger, SOURCE)
    except LedgerError:
        return len(confirmed), len(confirmed), len(resets)
    lost = [each for each in confirmed if desk.find(each) is None or not desk.event_of(each)]
    desk.close()
    shutil.rmtree(place)
    return len(confirmed), len(lost), len(resets)


def _cuts(calls: list[Call], count: int) -> list[int]:
    chance = random.Random(1)  # noqa: S311 - moments, no secret
    first = next(place for place, call in enumerate(calls) if "ledger.db" in call.path)
    return sorted(chance.randrange(first, len(calls) + 1) for _ in range(count))


def test_a_power_cut_anywhere_loses_nothing_confirmed(tmp_path: Path, form: Form) -> None:
    """Only what was synced is left; or that and half of the rest. And no cut is taken for damage."""
    calls = _trace(tmp_path, form.size(40, 160), "FULL")
    cuts = _cuts(calls, form.size(12, 100))
    found = [
        _lost(calls[:cut], tmp_path, tmp_path / f"disk-{cut}-{seed}", random.Random(seed) if seed else None)  # noqa: S311 - as above
        for cut in cuts
        for seed in (0, cut + 1)
    ]

    assert max(confirmed for confirmed, _, _ in found) > 10
    assert [lost for _, lost, _ in found] == [0] * len(found)
    assert [resets for _, _, resets in found] == [0] * len(found)
    form.keep(
        2, f"power cut at {len(cuts)} places of a trace of {len(calls)} system calls, each rebuilt in two ways",
        f"{sum(confirmed for confirmed, _, _ in found)} confirmations checked, none lost, no cut taken for damage",
    )  # fmt: skip


def test_without_a_sync_at_every_commit_the_same_cuts_lose_something(tmp_path: Path, form: Form) -> None:
    """The negative control: the test above can fail."""
    calls = _trace(tmp_path, 40, "NORMAL")
    cuts = _cuts(calls, form.size(6, 30))
    found = [_lost(calls[:cut], tmp_path, tmp_path / f"disk-{cut}-{place}", None) for place, cut in enumerate(cuts)]

    lost = sum(lost for _, lost, _ in found)
    assert lost > 0
    form.keep(2, f"the same at {len(cuts)} places with synchronous=NORMAL, as the control that must fail", f"{lost} confirmed intakes lost")
