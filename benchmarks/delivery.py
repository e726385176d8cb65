#!/usr/bin/env python3
"""How fast a long queue drains to the reference hub, in how much memory, and how soon after the network's return.

Real processes over loopback: ``kiosk hub serve`` with SQLite, ``kiosk run delivery`` on a real ledger. The plain
reference posts ready-made batches of 200 events of another kiosk to the same hub from a loop of requests, without a
ledger: what is left between the two is what delivery itself costs.

python benchmarks/delivery.py [EVENTS]     writes benchmarks/delivery.md
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import requests

from kiosk.adapters.clock import SystemClock
from kiosk.adapters.hub_http import enrol
from kiosk.adapters.identity import load_or_create_identity, read_enrolment, write_enrolment
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.signer import FileSigner
from kiosk.contract.envelope import BATCH_TYPE, FIRST_PREVHASH, batch, seal
from kiosk.contract.events import Event, EventType, Happening, Link
from kiosk.contract.signature import HEADER, Head, SignedHead
from kiosk.domain.intake import Intake, Stage
from kiosk.reference_hub.enrolment import issue_code

KIOSK = [sys.executable, "-m", "kiosk"]
EVENTS = 100_000
REFERENCE_EVENTS = 20_000
BATCH = 200
OUTAGES = 5
OUTAGE_S = 12.0
WANTED = {"rate": 1000.0, "memory_mb": 60.0, "back_s": 5.0}
CLOCK = SystemClock()
TRAIL = [{"by": "reuse_rules", "reason": f"rule.{each}", "confidence": 0.7, "outcome": "reuse"} for each in range(6)]
DATA = {
    "outcome": "reuse",
    "item": {"category": "kettle", "gtin": "04242005045112"},
    "answers": {"works": "yes"},
    "verdict": {"trail": TRAIL},
}


def main() -> int:
    """Measure, write the page, return 1 where a figure misses its target."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        site = Site(Path(folder))
        with site.hub():
            site.enrol()
            plain_rate = site.post_plainly(REFERENCE_EVENTS)
            size_bytes = site.record(wanted)
            rate, memory_mb = site.drain(wanted)
        back_s = [site.outage() for _ in range(OUTAGES)]
    page = _page(wanted, size_bytes, (rate, plain_rate), memory_mb, back_s)
    Path(__file__).with_suffix(".md").write_text(page, encoding="utf-8")
    print(page)
    return int(rate < WANTED["rate"] or memory_mb > WANTED["memory_mb"] or max(back_s) > WANTED["back_s"])


class Site:
    """A hub, a kiosk's state, and what is asked of them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.state = folder, folder / "state"
        self.state.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = f"sqlite:///{folder / 'hub.db'}"
        self.settings = folder / "kiosk.toml"
        self.settings.write_text(f"[folders]\nstate = '{self.state}'\nrun = '{folder / 'run'}'\n", encoding="utf-8")
        self.kiosk = load_or_create_identity(self.state).kiosk
        self.written = 0

    def hub(self) -> "Running":
        """Return the hub, to be run."""
        return Running([*KIOSK, "hub", "serve", "--database", self.database, "--port", str(self.port)], self.folder / "hub.log")

    def delivery(self) -> "Running":
        """Return the delivery role, to be run."""
        return Running([*KIOSK, "--settings", str(self.settings), "run", "delivery"], self.folder / "delivery.log")

    def enrol(self) -> None:
        """Make the kiosk known."""
        _until(lambda: _answers(self.port), 30)
        granted = enrol(self.url, issue_code(self.database, "Bench"), FileSigner(self.state))
        write_enrolment(self.state, self.url, granted)

    def record(self, count: int) -> int:
        """Write that many events; return the bytes of one."""
        intakes = SqliteIntakes(self.state / "ledger.db", f"/kiosks/{self.kiosk}")
        for start in range(0, count, 1000):
            intake = Intake(id=intakes.new_id(), began=CLOCK.now(), stage=Stage.RECORDED)
            intakes.record(intake, [_happening(intake.id)] * min(1000, count - start))
        intakes.close()
        self.written += count
        with _outbox(self) as outbox:
            return len(outbox.waiting(1, 1)[0].body)

    def drain(self, count: int) -> tuple[float, float]:
        """Return events per second from the first that arrived to the last, and the most private memory in MB."""
        most_mb = 0.0
        with _outbox(self) as outbox, self.delivery() as running:
            _until(lambda: outbox.backlog().waiting < count, 60)
            began_s, began = time.monotonic(), outbox.backlog().waiting
            while outbox.backlog().waiting:
                most_mb = max(most_mb, running.private_mb())
                time.sleep(0.05)
            return began / (time.monotonic() - began_s), most_mb

    def outage(self) -> float:
        """Return how long after the hub's port opened again the first event had arrived."""
        with _outbox(self) as outbox, self.delivery():
            with self.hub():
                _until(lambda: not outbox.backlog().waiting, 60)
            self.record(50)
            time.sleep(OUTAGE_S)
            waiting = outbox.backlog().waiting
            with self.hub():
                _until(lambda: _answers(self.port), 30)
                back_s = time.monotonic()
                _until(lambda: outbox.backlog().waiting < waiting, 400)
                took_s = time.monotonic() - back_s
                _until(lambda: not outbox.backlog().waiting, 60)
        return took_s

    def post_plainly(self, count: int) -> float:
        """Return events per second of a loop that posts ready-made batches as another kiosk."""
        state = self.folder / "plain"
        state.mkdir()
        identity = load_or_create_identity(state)
        write_enrolment(state, self.url, enrol(self.url, issue_code(self.database, "Bench"), FileSigner(state)))
        enrolled, signer = read_enrolment(state), FileSigner(state)
        token = enrolled.token if enrolled else ""
        ready = list(_batches(identity.kiosk, count, signer))
        with requests.Session() as session:
            session.headers.update({"Authorization": f"Bearer {token}", "Content-Type": BATCH_TYPE})
            began_s = time.monotonic()
            for body, head in ready:
                session.post(f"{self.url}/v1/events", data=body, headers={HEADER: head}, timeout=30).raise_for_status()
            return count / (time.monotonic() - began_s)


class Running:
    """A process that is ended at the end."""

    def __init__(self, words: Sequence[str], log: Path) -> None:
        self._words = list(words)
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(self._words, stdout=log, stderr=log)  # noqa: S603 -- our own roles
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        if self._process:
            self._process.terminate()
            self._process.wait(30)

    def private_mb(self) -> float:
        """Return its private memory."""
        if not self._process:
            return 0.0
        text = Path(f"/proc/{self._process.pid}/smaps_rollup").read_text(encoding="ascii")
        return sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Private_")) / 1024


def _happening(subject: str) -> Happening:
    return Happening(EventType.INTAKE_RECORDED, subject, CLOCK.now(), DATA)


def _batches(kiosk: str, count: int, signer: FileSigner) -> Iterator[tuple[bytes, str]]:
    before = FIRST_PREVHASH
    for start in range(1, count + 1, BATCH):
        events: list[Event] = []
        for sequence in range(start, min(start + BATCH, count + 1)):
            events.append(seal(_happening("bench-1"), Link(f"/kiosks/{kiosk}", "bench", sequence, before)))
            before = events[-1].hash
        head = Head(kiosk, "bench", events[-1].sequence, before)
        yield batch([each.body for each in events]), SignedHead(head, signer.sign(head.to_sign())).to_header()


@contextmanager
def _outbox(site: Site) -> Iterator[SqliteOutbox]:
    outbox = SqliteOutbox(site.state / "ledger.db")
    try:
        yield outbox
    finally:
        outbox.close()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def _until(condition: Callable[[], bool], seconds: float) -> None:
    deadline_s = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline_s:
            sys.exit(f"nothing happened within {seconds:.0f} s")
        time.sleep(0.02)


def _page(count: int, size_bytes: int, rates: tuple[float, float], memory_mb: float, back_s: Sequence[float]) -> str:
    rate, plain = rates
    return f"""# Delivery: measured

Generated by `python benchmarks/delivery.py`; hub, delivery and measurement as processes on the same {os.cpu_count()} cores, load of the
machine at the end {os.getloadavg()[1]:.1f}. Events of {size_bytes} bytes, reference hub on SQLite with every commit synced.

| what | measured | wanted |
|---|--:|--:|
| {count:,} events drained, events a second | {rate:,.0f} | ≥ {WANTED["rate"]:,.0f} |
| the same hub, ready-made batches of {BATCH} from a plain loop, no ledger, no gzip | {plain:,.0f} | |
| delivery as a part of the plain loop | {rate / plain:.2f} | |
| most private memory of delivery, MB | {memory_mb:.0f} | ≤ {WANTED["memory_mb"]:.0f} |
| hub's port open again to first event kept, median of {len(back_s)} outages, s | {statistics.median(back_s):.1f} | |
| the same, longest, s | {max(back_s):.1f} | ≤ {WANTED["back_s"]:.0f} |
"""


if __name__ == "__main__":
    raise SystemExit(main())
