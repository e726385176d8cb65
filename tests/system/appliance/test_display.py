"""The screen as the display unit starts it: Chromium by the unit's own command line, under the policy the kiosk installs."""

import os
import shlex
import shutil
import socket
import struct
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from system.appliance.roots import PROJECT
from system.waiting import wait_until

WIDTH, HEIGHT = 800, 480
EDGE = 1
XWD_WORDS = 25
ALIKE = 0.98
"""Of the pixels; letters differ in their edges, and the mouse of an Xvfb cannot be taken away."""
NEEDED = ("Xvfb", "chromium")
POLICY = PROJECT / "firmware_config/chromium-policy.json"
ITS_PLACE = "/etc/chromium/policies/managed"
pytestmark = pytest.mark.skipif(any(shutil.which(each) is None for each in NEEDED), reason=f"one of {', '.join(NEEDED)} is not installed")


@contextmanager
def _running(*words: str, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(words, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A desk with nothing on the counter."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    folders = {"KIOSK_FOLDERS__STATE": str(tmp_path / "state"), "KIOSK_FOLDERS__RUN": str(tmp_path / "run"), "KIOSK_WEB__PORT": str(number)}
    with _running(sys.executable, "-m", "kiosk", "run", "desk", **folders):
        wait_until(lambda: _answers(f"http://127.0.0.1:{number}/"), 60, "the desk answers")
        yield number


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as page:  # noqa: S310 - http, made here
            return bool(page.status == 200)
    except OSError:
        return False


@contextmanager
def _screen(folder: Path, port: int, allowed: int | None) -> Iterator[Path]:
    """Run the unit's command on a screen of its own, with a policy that lets in one port; yield the file the screen draws into.

    The policy is laid over its place for these processes only.
    """
    (words,) = [each for each in (PROJECT / "systemd/kiosk-display.service").read_text().splitlines() if each.startswith("ExecStart=")]
    command = shlex.split(words.removeprefix("ExecStart="))[-1].replace("/opt/kiosk/current/share/kiosk", str(PROJECT / "systemd"))
    (policies := folder / "policies").mkdir()
    if allowed:
        (policies / "kiosk.json").write_text(POLICY.read_text(encoding="utf-8").replace(":8080", f":{allowed}"), encoding="utf-8")
    laid_over = f"mount -t tmpfs none /etc/chromium && mkdir -p {ITS_PLACE} && mount --bind {policies} {ITS_PLACE} && exec {command}"
    number = 100 + os.getpid() % 900
    unit = {
        "DISPLAY": f":{number}",
        "KIOSK_SCREEN_FOLDER": str(folder / "screen"),
        "KIOSK_SCREEN_ADDRESS": f"http://127.0.0.1:{port}/",
        "KIOSK_SCREEN_PLATFORM": "x11",
        # cage gives the one window the whole screen; on a bare Xvfb nobody does, and an EDGE of it stays empty. Chromium's sandbox refuses root.
        "KIOSK_SCREEN_EXTRA": f"--window-position=0,0 --window-size={WIDTH},{HEIGHT} --no-sandbox",
    }
    with _running("Xvfb", f":{number}", "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", str(folder), "-nolisten", "tcp"):
        wait_until((folder / "Xvfb_screen0").exists, 20, "Xvfb draws")
        with _running("unshare", "--mount", "sh", "-c", laid_over, **unit):
            yield folder / "Xvfb_screen0"


def _seen(frame_buffer: Path) -> NDArray[np.uint8]:
    """Return what an Xvfb shows, from the file it draws into: X's own picture format, a header of big-endian words."""
    content = frame_buffer.read_bytes()
    header = struct.unpack(f">{XWD_WORDS}I", content[: XWD_WORDS * 4])
    size, width, height, per_line, colours = header[0], header[4], header[5], header[12], header[19]
    pixels = np.frombuffer(content, np.uint8, per_line * height, size + colours * 12).reshape(height, per_line)
    return pixels[:, : width * 4].reshape(height, width, 4)[:, :, :3]


def _alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float((np.abs(one.astype(int) - other.astype(int)).max(axis=2) < 32).mean()) if one.shape == other.shape else 0.0


def _colours(picture: NDArray[np.uint8]) -> int:
    return len(np.unique(picture.reshape(-1, 3), axis=0))


def test_the_units_own_command_line_shows_the_idle_screen_and_nothing_else(port: int, tmp_path: Path) -> None:
    """Full screen, no bar and no bubble of a browser: pixel by pixel what the page alone looks like at that size."""
    with _screen(tmp_path, port, allowed=port) as drawn:
        wait_until(
            lambda: _alike(_seen(drawn)[:-EDGE, :-EDGE], _alone(port, tmp_path)) > ALIKE, 120, "the screen shows the page, and only it"
        )

    assert _colours(_alone(port, tmp_path)) > 20, "an empty page would be alike too"


def _alone(port: int, folder: Path) -> NDArray[np.uint8]:
    """Return what the page looks like now, without a window."""
    browser = ["chromium", "--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH - EDGE},{HEIGHT - EDGE}"]
    words = [*browser, f"--screenshot={folder / 'alone.png'}", f"--user-data-dir={folder / 'other'}", f"http://127.0.0.1:{port}/"]
    subprocess.run(words, check=True, capture_output=True, timeout=60)
    return np.asarray(cv2.imread(str(folder / "alone.png")), np.uint8)


@pytest.mark.parametrize("is_applied", [True, False], ids=["with the policy", "without it"])
def test_the_policy_lets_in_the_kiosks_own_pages_only(tmp_path: Path, *, is_applied: bool) -> None:
    """Another server on the same machine is never asked; without the policy it is, so it is the policy that keeps it out."""
    asked: list[str] = []

    class Stranger(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_words: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Stranger) as stranger:
        threading.Thread(target=stranger.serve_forever, daemon=True).start()
        with _screen(tmp_path, stranger.server_port, allowed=1 if is_applied else None) as drawn:
            wait_until(lambda: _colours(_seen(drawn)) > 20, 60, "the browser shows something")
        stranger.shutdown()

    assert bool(asked) is not is_applied


def test_the_browsers_profile_lies_where_the_unit_says() -> None:
    """In the unit's runtime folder, which is memory and ends with it."""
    unit = (PROJECT / "systemd/kiosk-display.service").read_text(encoding="utf-8")

    assert "RuntimeDirectory=kiosk-display" in unit
    assert "Environment=KIOSK_SCREEN_FOLDER=/run/kiosk-display" in unit
    assert '--user-data-dir="$folder/profile"' in (PROJECT / "systemd/kiosk-screen").read_text(encoding="utf-8")
