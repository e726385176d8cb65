"""A kiosk as a technician sets it up: a hub, a one-time code, all roles; and what happens without a hub."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.adapters.clock import SystemClock
from kiosk.adapters.counter_http import CounterClient
from kiosk.adapters.reading_sink import DeskSocket
from kiosk.adapters.simulated.counter_top import CounterTop
from kiosk.adapters.simulated.labels import draw_labels
from kiosk.domain.enrolling import text_of
from kiosk.domain.reading import Medium, Reading

KIOSK = [sys.executable, "-m", "kiosk"]


def until(condition: Callable[[], object], seconds: float = 60.0) -> object:
    clock = SystemClock()
    ends_s = clock.now().boot_s + seconds
    while not (found := condition()) and clock.now().boot_s < ends_s:
        clock.wait(0.05)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """One kiosk's folders, settings and commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self.hub_port = free_port(), free_port()
        self.hub_url = f"http://127.0.0.1:{self.hub_port}"
        self.database = f"sqlite:///{folder / 'hub.db'}"
        self.settings = folder / "kiosk.toml"
        self.settings.write_text(
            f"[folders]\nstate = '{folder}/state'\nrun = '{folder}/run'\n[web]\nport = {self.port}\n"
            "[capture]\ncamera = 'simulated'\ntags = 'simulated'\n",
            encoding="utf-8",
        )

    def kiosk(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*KIOSK, "--settings", str(self.settings), *words], capture_output=True, text=True, check=False, timeout=60)

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[bytes]]:
        log = (self.folder / "roles.log").open("ab")
        with log, subprocess.Popen([*KIOSK, "--settings", str(self.settings), *words], stdout=log, stderr=log) as process:
            try:
                yield process
            finally:
                process.send_signal(signal.SIGTERM)
                assert process.wait(15) == 0, (self.folder / "roles.log").read_text()[-3000:]

    def hub(self) -> tuple[str, ...]:
        return ("hub", "serve", "--database", self.database, "--port", str(self.hub_port))

    def backlog(self) -> tuple[int, int]:
        """Return how many events were written and how many wait."""
        found = re.search(r"(\d+) written, (\d+) waiting", self.kiosk("outbox", "status").stdout)
        return (int(found[1]), int(found[2])) if found else (0, 0)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_an_item_waits_for_the_hub_and_reaches_it_once_it_is_there(site: Site) -> None:
    """First on disk, then on the screen, then to the hub, however late."""
    picture = draw_labels(site.folder, seed=2)[0]
    site.settings.write_text(f"{site.settings.read_text(encoding='utf-8')}[hub]\nurl = '{site.hub_url}'\n", encoding="utf-8")
    screen = CounterClient(f"http://127.0.0.1:{site.port}")
    with site.running("run", "all"):
        assert until(screen.look)
        CounterTop(site.folder / "run" / "counter-top.json").put(picture)
        assert until(lambda: (screen.look() or {}).get("stage") == "naming")
        assert screen.tap("intake/name", category="kettle")
        assert screen.tap("intake/answer", question="condition", choice="broken")
        assert until(lambda: (screen.look() or {}).get("outcome") == "recycle")
        assert screen.tap("intake/confirm")
        assert until(lambda: site.backlog() == (2, 2))  # the intake, and the product staff named
        assert re.search(r"\.1\twaiting\tbe\.repairzkthub\.intake\.recorded\.v1\t", site.kiosk("outbox", "list").stdout)
        assert "2 events are due now" in site.kiosk("outbox", "retry").stdout

        code = site.kiosk("hub", "code", "--trusted", "--database", site.database, "--site", "Park Noord").stdout.strip()
        scanner = DeskSocket(site.folder / "run" / "desk.sock")
        scanner.deliver(Reading("scanner-1", Medium.SCANNER, "qr", text_of(code).encode(), text_of(code)))
        assert until(lambda: "KSK-410" in (site.folder / "roles.log").read_text(encoding="utf-8")), "the hub is not there yet"
        with site.running(*site.hub()):
            assert until(lambda: site.backlog() == (2, 0)), "the code that was scanned at the counter has made the hub known"
        scanner.close()
    screen.close()


def test_a_used_code_and_a_missing_hub_are_sentences(site: Site) -> None:
    nobody = site.kiosk("enrol", site.hub_url, "whatever")
    assert (nobody.returncode, "[KSK-410]" in nobody.stderr) == (2, True)

    with site.running(*site.hub()):
        code = site.kiosk("hub", "code", "--trusted", "--database", site.database, "--site", "Park Noord").stdout.strip()
        assert until(lambda: re.match(r"This kiosk is k-\w+ at Park Noord; key ", site.kiosk("enrol", site.hub_url, code).stdout))

        again = site.kiosk("enrol", site.hub_url, code)

    assert (again.returncode, "[KSK-103]" in again.stderr) == (2, True)


def test_a_plugin_nobody_knows_is_a_sentence(site: Site) -> None:
    said = site.kiosk("run", "plugin", "fortune_teller")

    assert said.returncode == 2
    assert (
        "There is no plugin fortune_teller; found are: partner_demand, product_code, rating_plate, recalls, repair_odds, reuse_rules, safety_stops [KSK-211]"
        in said.stderr
    )


def test_a_taken_port_is_a_sentence(site: Site) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", site.port))
        other.listen()

        said = site.kiosk("run", "desk")

    assert said.returncode == 2
    assert "[KSK-105]" in said.stderr
    assert "Traceback" not in said.stderr
