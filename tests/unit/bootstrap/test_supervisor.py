"""Roles are started, kept up and ended, with real processes."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.supervisor import Supervisor
from kiosk.plugin_host.activated import Resets

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@contextmanager
def running(*, resets: Mapping[str, Path] | None = None, **commands: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(commands, SystemClock(), resets=resets)
    over = threading.Event()
    keeper = threading.Thread(target=supervisor.run, args=(over,))
    keeper.start()
    try:
        yield supervisor
    finally:
        over.set()
        keeper.join()
        supervisor.close()


def until(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    clock, waited = SystemClock(), 0.0
    while not condition() and waited < seconds:
        clock.wait(0.02)
        waited += 0.02
    return condition()


def test_a_child_that_dies_comes_back() -> None:
    with running(role=SLEEPER) as supervisor:
        assert until(lambda: "role" in supervisor.pids)
        first = supervisor.pids["role"]

        os.kill(first, signal.SIGKILL)

        assert until(lambda: supervisor.pids.get("role", first) != first)


def test_a_child_that_dies_at_once_comes_back_after_growing_pauses() -> None:
    with running(role=[sys.executable, "-c", "raise SystemExit(3)"], other=SLEEPER) as supervisor:
        seen: set[int] = set()

        assert until(lambda: seen.update(supervisor.pids.values()) or len(seen) > 3)
        assert "other" in supervisor.pids


def test_nothing_is_left_over_after_the_end() -> None:
    with running(one=SLEEPER, two=SLEEPER) as supervisor:
        assert until(lambda: len(supervisor.pids) == 2)
        pids = list(supervisor.pids.values())

    for pid in pids:
        assert not _lives(pid)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


PARENT = "import signal, subprocess, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(subprocess.Popen(['sleep', '60']).pid, file=open({!r}, 'w')); time.sleep(60)"


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_child_about_which_a_note_was_left_is_killed_with_what_it_started(tmp_path: Path) -> None:
    """And comes back; the note is gone."""
    notes, told = Resets(tmp_path), tmp_path / "child"
    stuck = [sys.executable, "-c", PARENT.format(str(told))]
    with running(resets={"plugin": notes.path("plugin")}, plugin=stuck) as supervisor:
        assert until(lambda: told.exists() and told.read_text().endswith("\n"))
        first, its_child = supervisor.pids["plugin"], int(told.read_text())

        notes.restart("plugin")

        assert until(lambda: supervisor.pids.get("plugin", first) != first)
        assert until(lambda: not is_running(its_child))
        assert not notes.path("plugin").exists()
        os.kill(supervisor.pids["plugin"], signal.SIGKILL)


def test_a_note_that_cannot_be_left_harms_nobody(tmp_path: Path) -> None:
    """The desk goes on."""
    Resets(tmp_path / "gone").restart("plugin")

    assert not (tmp_path / "gone").exists()
