"""A badge on a running desk: it names its owner, and its UID is in no file and no log."""

import base64
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import msgspec
import pytest
from argon2 import PasswordHasher

from kiosk.adapters.staff_files import Argon2Pins
from kiosk.adapters.tag_datasets import mark_of
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.staff import StaffMember

KEY, BADGE, STRANGER = bytes(range(32)), bytes.fromhex("DEADBEEF"), bytes.fromhex("04C0FFEE123456")
START_S = 20.0


class UnixConnection(HTTPConnection):
    """HTTP to a socket that is a file."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=5)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.connect(str(self._path))


@dataclass
class Desk:
    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def lay(self, uid: bytes) -> int:
        connection = UnixConnection(self.folder / "run" / "desk.sock")
        connection.request("POST", "/v1/readings", msgspec.json.encode(Reading(f"run-{uid.hex()[:4]}", Medium.TAG, "tag", uid, None)))
        status = connection.getresponse().status
        connection.close()
        return status

    def said(self, page: str) -> dict[str, object]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", f"/api/v1/{page}")
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    @property
    def written(self) -> bytes:
        return b"".join(each.read_bytes() for each in self.folder.rglob("*") if each.is_file())


def enter(desk: Desk, pin: str) -> str:
    """Press a PIN at the supervisor's door, as a browser does; return where it leads."""
    connection = HTTPConnection("127.0.0.1", desk.port, timeout=5)
    said = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    for method, path, body in (
        ("GET", "/supervisor/door", ""),
        *(("POST", "/supervisor/press", f"key={digit}") for digit in pin),
        ("POST", "/supervisor/open", ""),
    ):
        connection.request(method, path, body, said)
        answer = connection.getresponse()
        answer.read()
        said["Cookie"] = answer.headers["Set-Cookie"].partition(";")[0]
    connection.close()
    return answer.headers["Location"]


def is_written(uid: bytes, desk: Desk) -> bool:
    """Tell whether a UID is in any file, as bytes, as hex or as JSON has bytes."""
    written = desk.written
    return uid in written or uid.hex().encode() in written.lower() or base64.b64encode(uid) in written


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    port, plugins = free_port(), tmp_path / "plugins"
    for folder in (plugins, tmp_path / "state" / "registry"):
        folder.mkdir(parents=True)
    staff = {"site_key": KEY.hex(), "staff": [{"badge": mark_of(KEY, BADGE), "id": "s9", "name": "An", "supervisor": True}]}
    (tmp_path / "state" / "registry" / "staff.json").write_text(json.dumps(staff))
    settings = f'[folders]\nstate = "{tmp_path}/state"\nrun = "{tmp_path}/run"\nplugins = ["{plugins}"]\n[web]\nport = {port}\n'
    (tmp_path / "settings.toml").write_text(settings)
    with (tmp_path / "desk.log").open("wb") as log:
        command = [sys.executable, "-m", "kiosk", "--settings", str(tmp_path / "settings.toml"), "run", "desk"]
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ)
        deadline_s = time.monotonic() + START_S
        while not (tmp_path / "run" / "desk.sock").exists() and process.poll() is None and time.monotonic() < deadline_s:
            threading.Event().wait(0.02)
        yield Desk(tmp_path, port, process)
        process.terminate()
        process.wait(10)


def test_a_badge_names_its_owner_and_its_uid_is_written_nowhere(desk: Desk) -> None:
    status = desk.lay(BADGE)

    assert status == 204
    assert desk.said("tags")["person"] == "An"
    assert desk.said("counter")["intake"] is None
    assert not is_written(BADGE, desk)


def test_a_tag_nobody_knows_is_listed_by_its_mark_and_written_nowhere_else(desk: Desk) -> None:
    desk.lay(STRANGER)

    listed = desk.said("tags")["unknown"]

    assert [each["mark"] for each in listed] == [mark_of(KEY, STRANGER)]
    assert not is_written(STRANGER, desk)


def test_a_tag_linked_from_the_command_line_is_known_to_the_running_desk(desk: Desk) -> None:
    desk.lay(STRANGER)
    words = [sys.executable, "-m", "kiosk", "--settings", str(desk.folder / "settings.toml"), "tags"]
    mark = mark_of(KEY, STRANGER)

    linked = subprocess.run([*words, "link", mark[:6], "badge", "Bo"], capture_output=True, text=True, check=False)
    desk.lay(STRANGER)
    listed = subprocess.run([*words, "list"], capture_output=True, text=True, check=False)

    assert linked.stdout.startswith(mark[:12])
    assert desk.said("tags")["person"] == "Bo"
    assert listed.stdout.split()[1:] == ["badge", "Bo"]


def test_a_pin_hashed_by_an_older_kiosk_opens_and_is_kept_as_new_ones_are(desk: Desk) -> None:
    """On the running desk; nobody has to set a PIN again after an update."""
    own, older = desk.folder / "state" / "staff.json", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    own.write_bytes(msgspec.json.encode([StaffMember(id="s9", name="An", is_supervisor=True, pin=older.hash("482913"))]))
    desk.lay(BADGE)

    assert enter(desk, "482913") == "/supervisor/"

    (kept,) = msgspec.json.decode(own.read_bytes(), type=tuple[StaffMember, ...])
    assert Argon2Pins().fits(kept.pin, "482913")
    assert not Argon2Pins().is_dated(kept.pin)
