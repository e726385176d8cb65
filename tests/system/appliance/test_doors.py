"""systemd holds the desk's doors: who knocks while the desk is away is kept waiting, not refused."""

import pytest
from system.appliance.booted import Booted
from system.waiting import wait_until

KNOCK = """
import json, os, socket, sys, time
pid, door = int(sys.argv[1]), sys.argv[2]
os.kill(pid, 9)
while os.path.exists(f"/proc/{pid}") and "Z" not in open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()[0]:
    time.sleep(0.001)
if door.startswith("/"):
    knocking = socket.socket(socket.AF_UNIX); knocking.connect(door)
else:
    knocking = socket.create_connection(("127.0.0.1", int(door)))
knocking.settimeout(90)
knocking.sendall(b"GET / HTTP/1.1\\r\\nHost: 127.0.0.1:8080\\r\\nConnection: close\\r\\n\\r\\n")
print(json.dumps(knocking.recv(12).decode()))
"""
"""Kills the desk, and knocks before systemd has started the next one."""


@pytest.mark.parametrize("door", ["8080", "/run/kiosk/desk.sock"], ids=["people", "readings"])
def test_who_knocks_while_the_desk_is_away_is_answered_by_the_next_one(kiosk: Booted, door: str) -> None:
    kiosk.run("systemctl", "start", "kiosk.target")
    wait_until(lambda: kiosk.show("kiosk-desk", "ActiveState") == "active", 60, "the desk is up")
    before = kiosk.show("kiosk-desk", "MainPID")

    said = kiosk.python(KNOCK, before, door)

    assert str(said).startswith("HTTP/1.")
    assert kiosk.show("kiosk-desk", "MainPID") not in {before, "0"}


def test_a_stopped_kiosk_stays_stopped(kiosk: Booted) -> None:
    """The doors are closed with it: no knock, as of a browser that asks again and again, brings the desk back."""
    kiosk.run("systemctl", "stop", "kiosk.target", "kiosk-desk", "kiosk-capture", "kiosk-delivery")

    refused = kiosk.run(
        "python3",
        "-c",
        "import socket; print(socket.socket().connect_ex(('127.0.0.1', 8080)), socket.socket(1).connect_ex('/run/kiosk/desk.sock'))",
    ).stdout.split()

    assert "0" not in refused
    assert [kiosk.show(each, "ActiveState") for each in ("kiosk-desk.service", "kiosk-desk.socket")] == ["inactive", "inactive"]
    kiosk.run("systemctl", "start", "kiosk.target")
