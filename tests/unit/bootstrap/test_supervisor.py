"""Roles are started, kept up and ended, with real processes."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.supervisor import Supervisor

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


@contextmanager
def running(**commands: list[str]) -> Iterator[Supervisor]:
    supervisor = Supervisor(commands, SystemClock())
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
