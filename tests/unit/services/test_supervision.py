"""The watchdog is fed by work that was done, and by nothing else."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.adapters.supervision_systemd import SystemdSupervision, handed_over
from kiosk.errors import LedgerUnwritable
from kiosk.services.supervision import FEED_EVERY_S, SelfCheck
from kiosk.testing.clock import HandClock


class Manager:
    """The end of systemd: what a role has sent."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "notify")
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.address)
        self._socket.settimeout(0)

    def heard(self) -> list[str]:
        """Return what has arrived."""
        words = []
        while True:
            try:
                words.append(self._socket.recv(1000).decode())
            except BlockingIOError:
                return words

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def manager(tmp_path: Path) -> "Manager":
    return Manager(tmp_path)


def _self_check(manager: Manager, clock: HandClock, check: Callable[[], object] = lambda: None) -> SelfCheck:
    return SelfCheck(SystemdSupervision({"NOTIFY_SOCKET": manager.address}), clock, {"ledger": check})


def test_the_first_passing_check_says_ready_and_every_one_feeds(manager: Manager) -> None:
    clock = HandClock()
    check = _self_check(manager, clock)

    check.turn()
    check.turn()
    clock.wait(FEED_EVERY_S)
    check.turn()

    assert manager.heard() == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]
    manager.close()


def test_what_fails_is_said_and_nothing_is_fed(manager: Manager) -> None:
    """Neither at the start nor later."""
    clock = HandClock()

    def fail() -> None:
        raise LedgerUnwritable("disk full")

    _self_check(manager, clock, fail).turn()

    (said,) = manager.heard()
    assert said.startswith("STATUS=ledger: ")
    manager.close()


def test_a_check_that_passes_again_takes_its_complaint_back(manager: Manager) -> None:
    clock, faults = HandClock(), [OSError("a door has nobody behind it")]

    def check() -> None:
        if faults:
            raise faults.pop()

    checked = _self_check(manager, clock, check)
    checked.turn()
    clock.wait(FEED_EVERY_S)
    checked.turn()

    assert manager.heard() == ["STATUS=ledger: a door has nobody behind it", "STATUS=well", "READY=1", "WATCHDOG=1"]
    manager.close()


def test_where_nobody_watches_nothing_is_sent_and_nothing_breaks() -> None:
    """A laptop, and a systemd that has just gone."""
    SystemdSupervision({}).alive()
    SystemdSupervision({"NOTIFY_SOCKET": "/nowhere/notify"}).alive()


def test_sockets_for_another_process_are_not_taken() -> None:
    """A child inherits the variables of its parent."""
    assert handed_over({"LISTEN_PID": str(os.getpid() + 1), "LISTEN_FDS": "2"}) == {}
