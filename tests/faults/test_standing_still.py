"""Fault 3: the hub, or delivery, stands still for longer than anybody waits; and fault 8: two deliveries, a copied card."""

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from contract.hubs import RunningHub, running_hub
from fakes import HandClock
from faults.conftest import Form
from intake_samples import recorded_intake, told
from sqlalchemy import create_engine, text

from kiosk.adapters.clock import SystemClock
from kiosk.adapters.hub_http import enrol
from kiosk.adapters.identity import load_or_create_identity, write_enrolment
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.pulse_file import PulseFile
from kiosk.adapters.signer import FileSigner
from kiosk.ports import Backlog
from kiosk.reference_hub.enrolment import issue_code
from kiosk.reference_hub.reading import events_of
from kiosk.services.alarm import DeliveryWatch

KIOSK = [sys.executable, "-m", "kiosk"]


def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for it."""
    clock = SystemClock()
    end_s = clock.now().boot_s + seconds
    while not condition():
        assert clock.now().boot_s < end_s, "it did not happen"
        clock.wait(0.02)


@dataclass
class Site:
    """A kiosk's folders, enrolled, and its delivery as a process."""

    folder: Path
    kiosk: str = field(init=False)

    def __post_init__(self) -> None:
        """Make its folders and settings."""
        self.state, self.run = self.folder / "state", self.folder / "run"
        self.state.mkdir(parents=True, exist_ok=True)
        self.run.mkdir(exist_ok=True)
        self.settings = self.folder / "kiosk.toml"
        self.settings.write_text(f"[folders]\nstate = '{self.state}'\nrun = '{self.run}'\n[hub]\ntimeout_s = 1\n", encoding="utf-8")
        self.kiosk = load_or_create_identity(self.state).kiosk

    def enrol(self, url: str, database: str) -> None:
        """Make it known, as ``kiosk enrol`` does."""
        write_enrolment(self.state, url, enrol(url, issue_code(database, "Leuven"), FileSigner(self.state)))

    def record(self, count: int, note: str = "") -> None:
        """Write events as the desk does."""
        intakes = SqliteIntakes(self.state / "ledger.db", f"/kiosks/{self.kiosk}")
        intake = recorded_intake(intakes.new_id())
        intakes.record(intake, [told(intake.id, note=note)] * count)
        intakes.close()

    @contextmanager
    def looked_at(self) -> Iterator[SqliteOutbox]:
        """Give the outbox, to look at."""
        outbox = SqliteOutbox(self.state / "ledger.db")
        try:
            yield outbox
        finally:
            outbox.close()

    def backlog(self) -> Backlog:
        """Return how far delivery has come."""
        with self.looked_at() as outbox:
            return outbox.backlog()

    def status(self) -> str:
        """Return what ``kiosk outbox status`` says."""
        words = [*KIOSK, "--settings", str(self.settings), "outbox", "status"]
        return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout

    def delivery(self) -> subprocess.Popen[bytes]:
        """Start a delivery."""
        log = (self.folder / "delivery.log").open("ab")
        with log:
            return subprocess.Popen([*KIOSK, "--settings", str(self.settings), "run", "delivery"], stdout=log, stderr=log)

    @contextmanager
    def delivering(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run delivery meanwhile."""
        process = self.delivery()
        try:
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.terminate()
            process.wait(15)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with running_hub(tmp_path) as running:
        yield running


@pytest.fixture
def site(hub: RunningHub, tmp_path: Path) -> Site:
    prepared = Site(tmp_path / "kiosk")
    prepared.enrol(hub.url, hub.database)
    return prepared


def arrived(hub: RunningHub, site: Site) -> list[int]:
    """Return the sequences the hub has, in its order."""
    return [int(each["sequence"]) for each in events_of(hub.database, site.kiosk)]


def test_a_hub_that_stands_still_is_waited_out(tmp_path: Path, form: Form) -> None:
    """Connections are accepted by its kernel and nobody answers; it is said, and nothing is sent twice in effect."""
    rounds, database = form.size(1, 10), f"sqlite:///{tmp_path / 'hub.db'}"
    site = Site(tmp_path / "kiosk")
    words = [*KIOSK, "hub", "serve", "--database", database, "--port", "0"]
    with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as serving:
        try:
            found = re.search(r"http://127[0-9.]+:\d+", next(line for line in serving.stderr or () if "hub.serving" in line))
            assert found
            site.enrol(found[0], database)
            running = RunningHub(found[0], database)
            with site.delivering():
                for _ in range(rounds):
                    serving.send_signal(signal.SIGSTOP)
                    site.record(7)
                    until(lambda: "KSK-410" in site.backlog().last_fault)
                    waiting = site.backlog().waiting
                    serving.send_signal(signal.SIGCONT)
                    until(lambda: not site.backlog().waiting)
                    assert waiting > 0
            assert arrived(running, site) == list(range(1, 7 * rounds + 1))
        finally:
            serving.send_signal(signal.SIGCONT)
            serving.terminate()
    form.keep(3, f"hub stopped {rounds} times beyond the time-out", f"{7 * rounds} of {7 * rounds} events at the hub, each once")


def test_a_delivery_that_stands_still_is_noticed_by_others(hub: RunningHub, site: Site, form: Form) -> None:
    """The process is there and ships nothing: the desk and the command say so, and it goes on where it stood."""
    rounds, later = form.size(1, 10), HandClock()
    with site.delivering() as process:
        for _ in range(rounds):
            pulse = PulseFile(site.run / "delivery")
            until(pulse.last)
            process.send_signal(signal.SIGSTOP)
            site.record(7)
            last = pulse.last()
            assert last
            later.boot_id, later.boot_s = last.boot_id, last.boot_s + last.lasts_s + 1
            with site.looked_at() as outbox:
                said = DeliveryWatch(outbox.backlog, pulse.last, later, grace_s=0.0).backlog().last_fault
            assert "KSK-523" in said
            assert last.lasts_s < 60
            process.send_signal(signal.SIGCONT)
            until(lambda: not site.backlog().waiting)

    assert arrived(hub, site) == list(range(1, 7 * rounds + 1))
    form.keep(3, f"delivery stopped {rounds} times", f"noticed each time; {7 * rounds} of {7 * rounds} events at the hub, each once")


def test_a_delivery_that_is_not_there_is_said(site: Site) -> None:
    site.record(2)

    assert "delivery is not running" in site.status()
    assert "KSK-523" in site.status()


def test_of_two_deliveries_one_works_and_the_other_says_why_not(hub: RunningHub, site: Site, form: Form) -> None:
    """They start at the same moment; a lock that ends with its process decides."""
    rounds = form.size(1, 20)
    for _ in range(rounds):
        site.record(5)
        both = [site.delivery(), site.delivery()]
        try:
            until(lambda both=both: any(each.poll() is not None for each in both))
            until(lambda: not site.backlog().waiting)
            assert sorted(each.poll() is None for each in both) == [False, True]
            assert {each.poll() for each in both} == {None, 2}
        finally:
            for each in both:
                each.terminate()
                each.wait(15)

    assert "KSK-522" in (site.folder / "delivery.log").read_text(encoding="utf-8")
    assert arrived(hub, site) == list(range(1, 5 * rounds + 1))
    form.keep(8, f"two deliveries started at once, {rounds} times", f"one works, one says KSK-522; {5 * rounds} events, each once")


def test_a_copied_card_is_an_alarm_and_loses_nothing(hub: RunningHub, site: Site, form: Form) -> None:
    """Two kiosks tell two stories under the same numbers: the hub keeps both, the second stays parked and in sight."""
    site.record(3)
    with site.delivering():
        until(lambda: not site.backlog().waiting)
    copy = Site(_copied(site, site.folder.parent / "copy"))
    site.record(4, note="here")
    copy.record(6, note="there")
    for each in (site, copy):
        with each.delivering():
            until(lambda each=each: not each.backlog().waiting)

    with copy.looked_at() as outbox:
        parked = [(each.event.sequence, each.status) for each in outbox.parked()]
    with create_engine(hub.database).connect() as connection:
        evidence = connection.execute(text("SELECT sequence FROM conflicts ORDER BY sequence")).scalars().all()
    assert arrived(hub, site) == [1, 2, 3, 4, 5, 6, 7]
    assert parked == [(number, "conflict") for number in range(4, 10)]
    assert evidence == [4, 5, 6, 7, 8, 9]
    assert "KSK-525" in copy.status()
    form.keep(8, "a card copied, both kiosks go on", "7 events kept, 6 of the copy parked as conflicts and kept as evidence; alarm KSK-525")


def test_enrolling_again_needs_no_restart(hub: RunningHub, site: Site) -> None:
    """The token was taken away; delivery stops with an alarm, and goes on by itself under the new one."""
    with site.delivering():
        site.record(2)
        until(lambda: not site.backlog().waiting)
        enrol(hub.url, issue_code(hub.database, "Leuven"), FileSigner(site.state))  # its answer is lost
        site.record(3)
        until(lambda: "KSK-412" in site.backlog().last_fault)
        told_of = site.status()

        site.enrol(hub.url, hub.database)
        until(lambda: not site.backlog().waiting, seconds=10)

    assert "refuses this kiosk" in told_of
    assert arrived(hub, site) == [1, 2, 3, 4, 5]


def _copied(site: Site, folder: Path) -> Path:
    shutil.copytree(site.state, folder / "state", ignore=shutil.ignore_patterns("ledger.db*"))
    with sqlite3.connect(site.state / "ledger.db") as connection:
        connection.execute("VACUUM INTO ?", [str(folder / "state" / "ledger.db")])
    connection.close()
    return folder
