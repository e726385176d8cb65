"""Measure the tag reader against its budgets, on the simulated chip: ``python benchmarks/rfid.py [--write]``.

Transfers and times are virtual and the same on every machine; CPU is this machine's, and
what it costs to simulate the chip is in it.
"""

import argparse
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from kiosk.adapters.clock import SystemClock
from kiosk.adapters.motion_gate import ThumbnailGate
from kiosk.adapters.simulated.rc522.chip import Rc522
from kiosk.adapters.simulated.rc522.clock import VirtualClock
from kiosk.adapters.simulated.rc522.field import Field
from kiosk.adapters.simulated.rc522.kinds import Classic1K, Ntag
from kiosk.adapters.simulated.rc522.pi import SimulatedPi
from kiosk.adapters.simulated.rc522.tags import SimulatedTag
from kiosk.adapters.tag_mfrc522 import Mfrc522TagReader
from kiosk.adapters.tag_mfrc522_ndef import message_of
from kiosk.domain.moment import Moment
from kiosk.domain.reading import Reading
from kiosk.domain.symbol import Symbol
from kiosk.domain.tag_role import WriteOrder, Written
from kiosk.ports import Clock
from kiosk.services.capture import Capture, Devices

if TYPE_CHECKING:
    from kiosk.ports import Frame

PAGE = Path(__file__).with_suffix(".md")
HOUR_S = 3600.0
CPU_S = 15.0
PHASES = 60
TURN_S = 0.085
"""From one poll to the end of the next, with nothing there."""
LINK = "https://id.gs1.org/01/04242005045112/21/12345"
HEAD = """# The tag reader's budgets

<!-- Written by benchmarks/rfid.py --write. -->

On the simulated chip with the real mfrc522 package; times are on a virtual clock, CPU is that of the machine this ran on
and includes simulating the chip, which is told beside it; there the waits are slept. Capture asks 15 times a second.

| what | budget | measured |
|---|---|---|
"""


class NoDecoder:
    """A site without a camera."""

    def read(self, frame: "Frame", *, patiently: bool = False) -> tuple[Symbol, ...]:
        """Find nothing."""
        del frame, patiently
        return ()

    def close(self) -> None:
        """Do nothing."""


@dataclass
class Desk:
    """Takes note of when readings arrive."""

    clock: Clock
    at_s: list[float] = field(default_factory=list)

    def deliver(self, _reading: Reading) -> None:
        """Take a reading."""
        self.at_s.append(self.clock.now().boot_s)

    def order(self) -> WriteOrder | None:
        """Have nothing written."""
        return None

    def written(self, result: Written) -> None:
        """Refuse what was not ordered."""
        raise AssertionError(result)

    def counter_emptied(self) -> None:
        """Do nothing."""

    def report(self, faults: Mapping[str, str]) -> None:
        """Refuse faults: there are none."""
        if faults:
            sys.exit(f"the reader is broken: {faults}")


class TimedChip(Rc522):
    """A chip that knows what it costs to simulate it."""

    used_ns = 0

    def transfer(self, sent: Sequence[int]) -> list[int]:
        """Take the bytes of one SPI transfer."""
        began_ns = time.thread_time_ns()
        answer = super().transfer(sent)
        self.used_ns += time.thread_time_ns() - began_ns
        return answer


@dataclass
class Slept:
    """The chip's virtual clock, with the reader's waits slept as on a Pi: to wake up again is most of what a poll costs."""

    virtual: VirtualClock

    def now(self) -> Moment:
        """Return the virtual present."""
        return self.virtual.now()

    def wait(self, seconds: float) -> None:
        """Let the time pass, and sleep that long."""
        self.virtual.wait(seconds)
        time.sleep(seconds)


class Bench:
    """A reader, and capture with nothing else."""

    def __init__(self, clock: Clock | None = None, chip: type[Rc522] = Rc522) -> None:
        """Put it together; everything follows the virtual clock unless capture is given a real one."""
        self.virtual = VirtualClock()
        self.field = Field()
        self.chip = chip(self.virtual, self.field)
        self.reader = Mfrc522TagReader(Slept(self.virtual) if clock else self.virtual, SimulatedPi(self.chip).mfrc522)
        self.desk = Desk(clock or self.virtual)
        self.capture = Capture(Devices(None, NoDecoder(), ThumbnailGate(), self.reader), self.desk, clock or self.virtual)

    def poll(self) -> tuple[int, float]:
        """Poll once; return transfers and milliseconds."""
        transfers, began_s = self.chip.transfers, self.virtual.now_s
        self.reader.poll()
        return self.chip.transfers - transfers, (self.virtual.now_s - began_s) * 1000


def empty_polls() -> str:
    """Return the most an empty poll costs, and what it costs when the chip is started afresh."""
    bench = Bench()
    first = bench.poll()
    rest = [bench.poll() for _ in range(1000)]
    return f"{max(each[0] for each in rest)} transfers, {max(each[1] for each in rest):.1f} ms (every 10 minutes {first[0]}, {first[1]:.1f} ms)"


def until_reading(tag: SimulatedTag) -> str:
    """Return how long after it is laid down a tag is a reading: at any moment of a turn, in the middle of a poll too."""
    took_ms = []
    for phase in range(PHASES):
        bench = Bench()
        bench.capture.step()
        laid_s = bench.virtual.now_s + TURN_S * phase / PHASES
        tag.lose_power()
        bench.field.lay_when(partial(_has_come, bench.virtual, laid_s), tag)
        while not bench.desk.at_s:
            bench.capture.step()
        took_ms.append((bench.desk.at_s[0] - laid_s) * 1000)
    return f"at most {max(took_ms):.0f} ms, {sorted(took_ms)[PHASES // 2]:.0f} ms in the middle"


def _has_come(clock: VirtualClock, at_s: float) -> bool:
    return clock.now_s >= at_s


def one_hour() -> str:
    """Return how many readings a tag makes that lies there for an hour."""
    bench = Bench()
    bench.field.lay(Ntag(bytes.fromhex("04A1B201020304"), message_of(LINK)))
    while bench.virtual.now_s < HOUR_S:
        bench.capture.step()
    return f"{len(bench.desk.at_s)} reading, {bench.reader.health.starts} starts of the chip"


def cpu(*tags: SimulatedTag) -> str:
    """Return the share of a core that capture takes with nothing but the reader; simulating the chip is timed in a run of its own."""
    whole, _ = _used(Rc522, *tags)
    _, simulating_ns = _used(TimedChip, *tags)
    return f"{whole * 100:.2f} % of a core, of which {simulating_ns * 1e-9 / CPU_S * 100:.2f} is simulating the chip"


def _used(chip: type[Rc522], *tags: SimulatedTag) -> tuple[float, int]:
    """Return the share of a core, and the nanoseconds that a timed chip took of it."""
    bench = Bench(SystemClock(), chip)
    bench.field.lay(*tags)
    ended = threading.Event()
    bench.capture.step()
    threading.Timer(CPU_S, ended.set).start()
    began_s, used_s = time.monotonic(), time.process_time()
    bench.capture.run(ended)
    return (time.process_time() - used_s) / (time.monotonic() - began_s), getattr(bench.chip, "used_ns", 0)


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description="Measure the tag reader against its budgets.")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.name}")
    write = parser.parse_args().write
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    sticker = Ntag(bytes.fromhex("04A1B201020304"), message_of(LINK))
    full = Ntag(bytes.fromhex("04A1B201020304"), message_of("x" * 240), pages=135)
    card = Classic1K(bytes.fromhex("DEADBEEF"))
    card.hold_text("kar 5")
    rows = (
        ("nothing lies there: one poll", "40 transfers, 20 ms", empty_polls()),
        ("a sticker with a GS1 Digital Link is laid down: until its reading", "150 ms", until_reading(sticker)),
        ("a sticker with 240 letters", "150 ms", until_reading(full)),
        ("a card with the package's text", "150 ms", until_reading(card)),
        ("a tag lies there for an hour", "1 reading", one_hour()),
        ("CPU of capture, nothing there", "1 %", cpu()),
        ("CPU of capture, a tag lies there", "1 %", cpu(Ntag(bytes.fromhex("04A1B201020304"), message_of(LINK)))),
    )
    page = HEAD + "".join(f"| {what} | {budget} | {measured} |\n" for what, budget, measured in rows)
    print(page)
    if write:
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
