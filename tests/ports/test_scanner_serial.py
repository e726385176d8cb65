"""A scanner at a serial port: a pseudo terminal stands for its cable."""

import os
import pty
import time
import tty
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kiosk.adapters.scanner_serial import SerialScanner
from kiosk.domain.reading import Medium
from kiosk.domain.scan import Scan
from kiosk.domain.symbol import MAX_BYTES
from kiosk.errors import ScannerGone


class Cable:
    """A port that can be unplugged and plugged in again under the same name."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self.plug_in()

    def plug_in(self) -> None:
        self.end, self.port = pty.openpty()
        tty.setraw(self.port)
        self.name.unlink(missing_ok=True)
        self.name.symlink_to(os.ttyname(self.port))

    def send(self, data: bytes) -> None:
        os.write(self.end, data)

    def unplug(self) -> None:
        os.close(self.port)
        os.close(self.end)
        self.name.unlink()


@pytest.fixture
def cable(tmp_path: Path) -> Cable:
    return Cable(tmp_path / "scanner")


@pytest.fixture
def scanner(cable: Cable) -> Iterator[SerialScanner]:
    scanner = SerialScanner(str(cable.name))
    assert scanner.scans() == ()
    yield scanner
    scanner.close()
    scanner.close()


def texts(scanner: SerialScanner, wanted: int) -> list[str | None]:
    """Return that many codes, however the bytes arrive; a pseudo terminal has them at once or in the next turn."""
    return [each.text for each in scans(scanner, wanted)]


def scans(scanner: SerialScanner, wanted: int) -> list[Scan]:
    found: list[Scan] = []
    deadline_s = time.monotonic() + 5
    while len(found) < wanted and time.monotonic() < deadline_s:
        found += scanner.scans()
    return found


def arrives(scanner: SerialScanner, text: str) -> bool:
    """Tell whether a code comes, whatever comes before it."""
    deadline_s = time.monotonic() + 5
    while time.monotonic() < deadline_s:
        if text in [each.text for each in scanner.scans()]:
            return True
    return False


def test_nothing_scanned_is_nothing(scanner: SerialScanner) -> None:
    assert scanner.scans() == ()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\x03"], ids=["CR", "LF", "CRLF", "ETX"])
def test_a_line_is_a_code_whatever_ends_it(cable: Cable, scanner: SerialScanner, end: bytes) -> None:
    cable.send(b"\x02" + b"4242005045112" + end)

    assert texts(scanner, 1) == ["4242005045112"]


def test_a_burst_of_codes_is_as_many_codes(cable: Cable, scanner: SerialScanner) -> None:
    cable.send(b"4242005045112\r\nFD 9806\r\n]C10104242005045112\x1d\r\n")

    assert texts(scanner, 3) == ["4242005045112", "FD 9806", "0104242005045112\x1d"]


def test_a_code_that_comes_in_pieces_is_one_code(cable: Cable, scanner: SerialScanner) -> None:
    cable.send(b"42420050")
    before = scanner.scans()
    cable.send(b"45112\r")

    assert before == ()
    assert texts(scanner, 1) == ["4242005045112"]


@pytest.mark.parametrize(
    "data", ["洗濯機 ES-GV8".encode("shift_jis"), bytes({*range(256)} - {*b"\x02\x03\n\r"})], ids=["Shift-JIS", "binary"]
)
def test_bytes_that_are_not_utf8_arrive_unchanged_and_have_no_text(cable: Cable, scanner: SerialScanner, data: bytes) -> None:
    cable.send(b"]Q1" + data + b"\r")

    (scan,) = scans(scanner, 1)

    assert (scan.carrier, scan.data, scan.text) == ("qr", data, None)


def test_text_in_utf8_arrives_as_text(cable: Cable, scanner: SerialScanner) -> None:
    cable.send("]Q1洗濯機\r".encode())

    assert texts(scanner, 1) == ["洗濯機"]


def test_an_epc_is_a_tag(cable: Cable, scanner: SerialScanner) -> None:
    cable.send(b"3074257BF7194E4000001A85\r")

    assert [(each.medium, each.text) for each in scans(scanner, 1)] == [(Medium.TAG, "(01)80614141123458(21)6789")]


def test_an_endless_line_fills_no_memory(cable: Cable, scanner: SerialScanner) -> None:
    os.set_blocking(cable.end, False)
    sent, deadline_s = 0, time.monotonic() + 5
    while sent < 3 * MAX_BYTES and time.monotonic() < deadline_s:
        scanner.scans()
        with suppress(BlockingIOError):
            sent += os.write(cable.end, b"x" * 500)
    os.set_blocking(cable.end, True)
    cable.send(b"\r4242005045112\r")

    assert sent >= 3 * MAX_BYTES
    assert arrives(scanner, "4242005045112")


def test_unplugged_is_told_and_plugged_in_again_is_used(cable: Cable, scanner: SerialScanner) -> None:
    """Half a code from before is forgotten."""
    cable.send(b"4242")
    scanner.scans()
    cable.unplug()

    with pytest.raises(ScannerGone, match="plug"):
        scanner.scans()
    with pytest.raises(ScannerGone):
        scanner.scans()
    cable.plug_in()
    scanner.scans()
    cable.send(b"96385074\r")

    assert texts(scanner, 1) == ["96385074"]


def test_a_scanner_that_is_not_there_at_start_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScannerGone):
        SerialScanner(str(tmp_path / "none")).scans()
