"""Real processes behind a real browser: the desk starts, is killed and comes back; a plugin hangs."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from browser.measuring import axe_violations
from browser.pictures import MOST_DIFFERENT, difference_from_approved
from playwright.sync_api import Page, Route, expect

from kiosk.adapters.counter_http import CounterClient
from kiosk.web.headers import POLICY
from kiosk.web.starting import Starting

OpenPage = Callable[..., Page]
PLUGINS = ("reuse_rules", "safety_stops")
SOURCES = Path(__file__).parents[2] / "plugins"
START_S = 40.0
"""A desk on a busy machine; the page itself has three seconds."""
BACK_MS = 3000
SPOKEN_MS = 3000


class Kiosk:
    """A desk and two plugins, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        for name in PLUGINS:
            shutil.copytree(SOURCES / name, folder / "plugins" / name, ignore=shutil.ignore_patterns("tests", "__pycache__"))
        self._settings = folder / "kiosk.toml"
        self._settings.write_text(
            f"[folders]\nstate = '{folder}/state'\nrun = '{folder}/run'\nplugins = ['{folder}/plugins']\n"
            f"[hosting]\napproval = 'automatic'\n[web]\nport = {self.port}\n",
            encoding="utf-8",
        )
        self._log = folder / "log"
        self.address = f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "kiosk", "--settings", str(self._settings), "run", *words], stdout=log, stderr=log
            )

    def status(self) -> int:
        """Return what the door answers: 0 for nobody, 503 while the desk is starting."""
        try:
            with urllib.request.urlopen(self.address, timeout=5) as answer:  # noqa: S310 - our own address
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def until(self, *statuses: int) -> None:
        deadline = time.monotonic() + START_S
        while self.status() not in statuses:
            assert time.monotonic() < deadline, self._log.read_text()[-3000:]
            time.sleep(0.02)


@pytest.fixture
def kiosk(tmp_path: Path) -> Kiosk:
    return Kiosk(tmp_path)


@pytest.fixture
def started(kiosk: Kiosk) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Return what starts a role, and end all of them."""
    with ExitStack() as running:

        def start(*words: str) -> subprocess.Popen[bytes]:
            process = running.enter_context(kiosk.run(*words))
            running.callback(process.kill)
            return process

        yield start


def on(page: Page, *screens: str, timeout_ms: float = 5000) -> None:
    expect(page.locator(", ".join(f"body[data-screen={each}]" for each in screens))).to_be_attached(timeout=timeout_ms)


def test_a_screen_outlives_its_desk_and_a_plugin(kiosk: Kiosk, started: Callable[..., subprocess.Popen[bytes]], opened: OpenPage) -> None:
    """*Even geduld* from the desk's first moment; the same question within three seconds of its return; a hung plugin is passed over."""
    desk = started("desk")
    workers = {name: started("plugin", name) for name in PLUGINS}
    kiosk.until(503, 200)

    # Screen 17: the page is there before the desk, and gives way to it by itself.
    page = opened(kiosk.address)
    kiosk.until(200)
    on(page, "idle", timeout_ms=START_S * 1000)
    CounterClient(kiosk.address).tap("intake/name", category="kettle")
    on(page, "question")
    title = page.locator("h1").inner_text()

    # The desk is killed without a word, and started again.
    desk.send_signal(signal.SIGKILL)
    desk.wait()
    expect(page.locator("#away")).to_be_visible()
    started("desk")
    kiosk.until(200)
    expect(page.locator("#away")).to_be_hidden(timeout=BACK_MS)
    on(page, "question")
    assert page.locator("h1").inner_text() == title

    # A plugin stands still in the middle of the conversation.
    os.kill(workers["reuse_rules"].pid, signal.SIGSTOP)
    page.wait_for_timeout(400)
    page.locator("ul.ans button").first.evaluate("button => button.click()")
    on(page, "choose", "verdict", "aside", timeout_ms=SPOKEN_MS)
    page.goto(f"{kiosk.address}/why")
    expect(page.locator("li.mute").filter(has_text="Reuse rules")).to_be_visible()


def test_the_page_before_the_desk_is_for_everybody(opened: OpenPage) -> None:
    """In the screen's own language, one sign after the other, readable; and its door is as strict as the desk's."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        starting = Starting(listening, "nl")
        starting.stage = 2
        page = opened(address, cookies={"language": "fr"})
        page.route(address, _once)
        page.goto(address)
        stranger = page.request.get(address, headers={"Host": "evil.example"})

        expect(page.locator("h1")).to_have_text("Un instant")
        expect(page.locator(".later")).to_have_count(1)
        assert axe_violations(page) == []
        assert difference_from_approved(page, "17-start") <= MOST_DIFFERENT
        assert (stranger.status, page.request.get(address).headers["content-security-policy"]) == (400, POLICY)
        page.goto("about:blank")
        starting.hand_over()


def _once(route: Route) -> None:
    """Let the page stay: it would ask again while it is being measured."""
    answer = route.fetch()
    route.fulfill(response=answer, headers={name: value for name, value in answer.headers.items() if name != "refresh"})
