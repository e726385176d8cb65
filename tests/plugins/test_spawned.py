"""Workers as child processes: one for each usable plugin, back when they die, gone at the end."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.plugin_host.quarantine import Quarantine
from kiosk.plugin_host.spawned import SpawnedWorkers

DECENT = "plain_speaker"


def until(is_so: Callable[[], object], patience_s: float = 4.0) -> bool:
    """Wait for a condition."""
    deadline_s = time.monotonic() + patience_s
    while not is_so():
        if time.monotonic() > deadline_s:
            return False
        os.sched_yield()
    return True


def test_only_usable_plugins_get_a_worker(found: dict[str, PluginRecord], run_folder: Path) -> None:
    records = [found[DECENT], replace(found["told_what"], status=PluginStatus.UNAPPROVED)]

    with SpawnedWorkers(records, run_folder) as workers:
        assert set(workers.sockets) == {DECENT}
        assert until(lambda: set(workers.pids) == {DECENT})


def test_at_the_end_no_process_is_left(found: dict[str, PluginRecord], run_folder: Path) -> None:
    """Not even one that does not listen to reason."""
    with SpawnedWorkers([found[DECENT], found["ignores_sigterm"]], run_folder) as workers:
        assert until(lambda: all(each.exists() for each in workers.sockets.values()))
        pids = list(workers.pids.values())

    assert len(pids) == 2
    assert not [each for each in pids if Path(f"/proc/{each}").exists()]


def test_closing_twice_and_without_having_begun_does_no_harm(found: dict[str, PluginRecord], run_folder: Path) -> None:
    workers = SpawnedWorkers([found[DECENT]], run_folder)

    workers.close()
    workers.close()

    assert workers.pids == {}


def test_a_worker_that_dies_is_started_again(found: dict[str, PluginRecord], run_folder: Path) -> None:
    with SpawnedWorkers([found[DECENT]], run_folder) as workers:
        assert until(lambda: workers.pids)
        first = workers.pids[DECENT]
        os.kill(first, signal.SIGKILL)

        assert until(lambda: workers.pids.get(DECENT, first) != first)


@pytest.mark.parametrize("name", [DECENT, "nobody"])
def test_a_restart_is_for_one_plugin_and_for_none_that_is_not_there(found: dict[str, PluginRecord], run_folder: Path, name: str) -> None:
    with SpawnedWorkers([found[DECENT], found["told_what"]], run_folder) as workers:
        assert until(lambda: len(workers.pids) == 2)
        before = dict(workers.pids)

        workers.restart(name)

        assert until(lambda: workers.pids.get(name, 0) != before.get(name))
        assert workers.pids["told_what"] == before["told_what"]


def test_one_that_dies_again_and_again_rests_before_its_next_trial(found: dict[str, PluginRecord], run_folder: Path) -> None:
    """A process started ten times a second would take the others' time."""
    rules = Quarantine(faults=2, within_s=60, trial_after_s=0.5)
    with SpawnedWorkers([found[DECENT]], run_folder, quarantine=rules) as workers:
        for _ in range(2):
            assert until(lambda: workers.pids)
            os.kill(workers.pids[DECENT], signal.SIGKILL)
            assert until(lambda: not workers.pids)
        died_s = time.monotonic()

        assert until(lambda: workers.pids)
        assert time.monotonic() - died_s > 0.4
