"""A role may end at any moment, by itself or by hanging: systemd starts it again, and the others go on."""

import pytest
from system.appliance.booted import Booted
from system.appliance.test_boots import HAND_IN
from system.waiting import wait_until

ROLES = ("kiosk-desk", "kiosk-capture", "kiosk-delivery", "kiosk-plugin@safety_stops")
HANGS = {"kiosk-desk": 20, "kiosk-capture": 30, "kiosk-delivery": 180}


def _pid(kiosk: Booted, unit: str) -> str:
    return kiosk.show(unit, "MainPID")


def _is_back(kiosk: Booted, unit: str, before: str) -> bool:
    return kiosk.show(unit, "ActiveState") == "active" and _pid(kiosk, unit) not in {before, "0"}


@pytest.fixture(autouse=True)
def _everything_runs(kiosk: Booted) -> None:
    kiosk.run("systemctl", "start", "kiosk.target", *ROLES)
    wait_until(lambda: all(kiosk.show(each, "ActiveState") == "active" for each in ROLES), 60, "every role is active")


@pytest.mark.parametrize("role", ROLES)
def test_a_killed_role_comes_back(kiosk: Booted, role: str) -> None:
    before, others = _pid(kiosk, role), {each: _pid(kiosk, each) for each in ROLES[:3] if each != role}

    kiosk.run("sh", "-c", f"kill -9 {before}")

    wait_until(lambda: _is_back(kiosk, role, before), 30, f"{role} is back")
    assert {each: _pid(kiosk, each) for each in others} == others


@pytest.mark.parametrize("role", ["kiosk-desk", "kiosk-capture"])
def test_a_hanging_role_is_ended_by_the_watchdog(kiosk: Booted, role: str) -> None:
    """SIGSTOP: it is there, and does nothing."""
    before = _pid(kiosk, role)

    kiosk.run("sh", "-c", f"kill -STOP {before}")

    wait_until(lambda: _is_back(kiosk, role, before), HANGS[role] * 2 + 20, f"{role} is back")
    assert "watchdog" in kiosk.run("journalctl", "-u", role, "--no-pager").stdout.lower()


def test_hanging_delivery_is_ended_by_the_watchdog_too(kiosk: Booted) -> None:
    """With a shorter patience than its own three minutes, so that the proof is not three minutes long."""
    kiosk.run(
        "sh",
        "-c",
        "mkdir -p /run/systemd/system/kiosk-delivery.service.d; printf '[Service]\\nWatchdogSec=10\\n' >/run/systemd/system/kiosk-delivery.service.d/short.conf",
    )
    kiosk.run("systemctl", "daemon-reload")
    kiosk.run("systemctl", "restart", "kiosk-delivery")
    before = _pid(kiosk, "kiosk-delivery")

    kiosk.run("sh", "-c", f"kill -STOP {before}")

    wait_until(lambda: _is_back(kiosk, "kiosk-delivery", before), 60, "delivery is back")


def test_a_stuck_plugin_is_killed_when_the_desk_leaves_a_note(kiosk: Booted) -> None:
    """The desk may end no process; it touches a file, as its own user."""
    unit = "kiosk-plugin@safety_stops"
    before = _pid(kiosk, unit)
    kiosk.run("sh", "-c", f"kill -STOP {before}")

    kiosk.run("setpriv", "--reuid=kiosk-desk", "--regid=kiosk-desk", "--clear-groups", "touch", "/run/kiosk/plugins/safety_stops.reset")

    wait_until(lambda: _is_back(kiosk, unit, before), 30, "the worker is back")
    wait_until(lambda: kiosk.run("test", "-e", "/run/kiosk/plugins/safety_stops.reset", check=False).returncode, 10, "the note is gone")


def test_the_counter_works_after_all_of_it(kiosk: Booted) -> None:
    recorded = kiosk.python(HAND_IN, "2", "1")

    assert isinstance(recorded, list)
    assert len(recorded) == 1
