"""What capture makes of scanners: each code a reading, a UHF tag that stays one, one that is gone a fault."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest
from fakes import HandClock

from kiosk.adapters.motion_gate import ThumbnailGate
from kiosk.adapters.scanner_line import scan_of
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.scan import Scan
from kiosk.domain.symbol import Symbol
from kiosk.errors import ScannerGone
from kiosk.services.capture import Capture, Devices
from kiosk.services.device_faults import RETRY_S

EPC, CODE = "3074257BF7194E4000001A85", "4242005045112"


@dataclass
class Scanner:
    """A scanner, the decoder it has beside it, and the desk's ear."""

    lines: list[str] = field(default_factory=list)
    repeats: str = ""
    gone: bool = False
    told: list[Reading] = field(default_factory=list)
    reports: list[Mapping[str, str]] = field(default_factory=list)
    closed: int = 0

    def scans(self) -> tuple[Scan, ...]:
        if self.gone:
            raise ScannerGone("ttyACM0", "No such device")
        lines, self.lines = self.lines, []
        return tuple(found for line in (*lines, self.repeats) if (found := scan_of(line)))

    def read(self, _frame: np.ndarray, *, patiently: bool = False) -> tuple[Symbol, ...]:
        assert not patiently
        return ()

    def close(self) -> None:
        self.closed += 1

    def deliver(self, reading: Reading) -> None:
        self.told.append(reading)

    def order(self) -> None:
        return None

    def counter_emptied(self) -> None:
        raise AssertionError("a scanner knows nothing of the counter")

    def report(self, faults: Mapping[str, str]) -> None:
        self.reports.append(faults)


@pytest.fixture
def scanner() -> Scanner:
    return Scanner()


@pytest.fixture
def capture(scanner: Scanner) -> Capture:
    return Capture(Devices(None, scanner, ThumbnailGate(), scanners=(scanner,)), scanner, HandClock())


def test_each_scan_is_a_reading(scanner: Scanner, capture: Capture) -> None:
    """The same code twice is two scans: somebody pulled the trigger twice."""
    scanner.lines = [CODE, CODE]

    capture.step()

    assert [(each.medium, each.carrier, each.text) for each in scanner.told] == [(Medium.SCANNER, "ean13", CODE)] * 2


def test_a_uhf_tag_that_is_sent_over_and_over_is_one_reading(scanner: Scanner, capture: Capture) -> None:
    scanner.repeats = EPC

    for _ in range(100):
        capture.step()

    assert [(each.medium, each.carrier) for each in scanner.told] == [(Medium.TAG, "epc")]


def test_a_scanner_that_is_gone_is_reported_and_used_again(scanner: Scanner, capture: Capture) -> None:
    scanner.gone = True
    capture.step()
    told = scanner.reports[-1]
    scanner.gone, scanner.lines = False, [CODE]
    for _ in range(int(RETRY_S * 15) + 2):
        capture.step()

    assert "KSK-134" in told["scanner-1"]
    assert scanner.reports[-1] == {}
    assert len(scanner.told) == 1


def test_a_scanner_alone_keeps_capture_running_and_is_closed_with_it(scanner: Scanner, capture: Capture) -> None:
    ended = threading.Event()
    ended.set()

    capture.run(ended)
    Devices(None, scanner, ThumbnailGate(), scanners=(scanner,)).close()

    assert scanner.closed == 2
