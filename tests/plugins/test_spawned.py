"""Workers as child processes: they come back, rest when they die too often, and none is left over."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from kiosk.domain.item import Item
from kiosk.domain.opinion import Cause
from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.plugin_api import Site
from kiosk.plugin_host.approval import Approval
from kiosk.plugin_host.discovery import find
from kiosk.plugin_host.lock import Lock
from kiosk.plugin_host.panel import SocketPanel
from kiosk.plugin_host.quarantine import Quarantine
from kiosk.plugin_host.seal import seal_of
from kiosk.plugin_host.spawned import SpawnedWorkers

Host: TypeAlias = Callable[..., Any]

DECENT = "plain_speaker"
PATIENCE_S = 4.0


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition that must come true."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline_s, "it never came true"
        os.sched_yield()


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_a_worker_that_was_killed_comes_back_and_is_heard_again(host: Host) -> None:
    """In the next intake; nobody has to do anything."""
    with host(DECENT) as hosted:
        hosted.panel.round()
        first = hosted.workers.pids[DECENT]
        os.kill(first, signal.SIGKILL)
        until(lambda: hosted.workers.pids.get(DECENT, first) != first)

        until(lambda: hosted.panel.round().judge(Item(), [{"works": "yes"}])[0].opinions != ())

        assert {each.status for each in hosted.panel.records()} == {PluginStatus.RUNNING}


def test_a_late_worker_is_killed_and_comes_back(host: Host) -> None:
    """It may be stuck where nothing else helps."""
    with host("loops_in_c") as hosted:
        turn = hosted.panel.round()
        stuck = hosted.workers.pids["loops_in_c"]

        turn.judge(Item(), [{}])

        assert [each.cause for each in turn.silent] == [Cause.LATE]
        until(lambda: hosted.workers.pids.get("loops_in_c", stuck) != stuck)


def test_a_worker_that_keeps_dying_rests_until_its_trial(found: dict[str, PluginRecord], run_folder: Path) -> None:
    """Two deaths are too many here; the trial comes at once."""
    rules = Quarantine(faults=2, within_s=60, trial_after_s=0.2)
    with SpawnedWorkers([found[DECENT]], run_folder, quarantine=rules) as workers:
        seen: set[int] = set()

        def another() -> bool:
            fresh = set(workers.pids.values()) - seen
            seen.update(fresh)
            return bool(fresh)

        for _ in range(3):
            until(another)
            workers.restart(DECENT)
        until(another)

        assert len(seen) == 4


def test_restarting_a_plugin_nobody_knows_does_nothing(found: dict[str, PluginRecord], run_folder: Path) -> None:
    with SpawnedWorkers([found[DECENT]], run_folder) as workers:
        until(lambda: bool(workers.pids))
        before = workers.pids

        workers.restart("nobody")

        assert workers.pids == before


def test_only_usable_plugins_get_a_worker(found: dict[str, PluginRecord], run_folder: Path) -> None:
    off = PluginRecord(name="off", status=PluginStatus.DISABLED, manifest=found["raises"].manifest)
    with SpawnedWorkers([found[DECENT], off], run_folder) as workers:
        assert set(workers.sockets) == {DECENT}


@pytest.mark.parametrize("name", [DECENT, "ignores_sigterm"])
def test_closing_ends_every_worker_and_twice_does_no_harm(name: str, host: Host) -> None:
    """Asked first, then made to."""
    with host(name, restart=None) as hosted:
        hosted.panel.round().judge(Item(), [{}])
        until(lambda: name in hosted.workers.pids)
        pid = hosted.workers.pids[name]

        hosted.workers.close()
        hosted.workers.close()

        assert is_gone(pid)


def test_workers_that_were_never_started_can_be_closed(found: dict[str, PluginRecord], run_folder: Path) -> None:
    SpawnedWorkers([found[DECENT]], run_folder).close()


def test_a_python_that_cannot_be_started_is_tried_again_later(
    found: dict[str, PluginRecord], run_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that keeps the workers must not die of it."""
    monkeypatch.setattr(sys, "executable", str(run_folder / "no-python"))
    workers = SpawnedWorkers([found[DECENT]], run_folder)
    monkeypatch.undo()

    with workers:
        until(lambda: workers.failed_starts > 1)

        assert workers.pids == {}


def test_no_worker_outlives_its_parent(found: dict[str, PluginRecord], run_folder: Path) -> None:
    """Not even when the parent is killed."""
    manifest = found[DECENT].manifest
    assert manifest is not None
    script = textwrap.dedent(f"""
        import time
        from pathlib import Path
        from kiosk.plugin_host.discovery import find
        from kiosk.plugin_host.spawned import SpawnedWorkers
        records = [each for each in find([Path({str(Path(manifest.folder).parent)!r})]) if each.name == {DECENT!r}]
        with SpawnedWorkers(records, Path({str(run_folder)!r})) as workers:
            while not workers.sockets[{DECENT!r}].exists():
                time.sleep(0.01)
            print(workers.pids[{DECENT!r}], flush=True)
            time.sleep(60)
    """)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        assert parent.stdout is not None
        worker = next(int(line) for line in parent.stdout if line.strip().isdigit())

        parent.kill()

        until(lambda: is_gone(worker))


def test_a_plugin_that_changes_while_the_kiosk_runs_is_off_from_its_next_start(run_folder: Path, tmp_path: Path) -> None:
    """Its worker looks before it imports."""
    shutil.copytree(Path(__file__).parent / "decent" / DECENT, tmp_path / "plugins" / DECENT)
    folder = tmp_path / "plugins" / DECENT
    lock = Lock().approving(DECENT, seal_of(folder), "1.0.0")
    records = find([folder.parent], approval=Approval(lock))
    with SpawnedWorkers(records, run_folder) as workers:
        panel = SocketPanel(records, workers.sockets, settings={}, site=Site("Gent"), required=(), patience_s=20.0)
        panel.round()
        running = panel.records()[0].status
        (folder / "more.py").touch()

        workers.restart(DECENT)

        until(lambda: panel.round() is not None and panel.records()[0].status is PluginStatus.UNAPPROVED)
        assert running is PluginStatus.RUNNING
        assert "changed after its approval" in panel.records()[0].reason
        panel.close()
