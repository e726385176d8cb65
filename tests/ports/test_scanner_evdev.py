"""A scanner that types: input events as the kernel writes them, through a pipe that stands for the device."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.adapters.scanner_evdev import EVENT, EVENTS_AT_ONCE, KeyboardScanner
from kiosk.adapters.scanner_keyboard import Layout
from kiosk.domain.reading import Medium
from kiosk.errors import ScannerGone

KEYS = dict(zip("1234567890", range(2, 12), strict=True)) | dict(zip("qwertyuiop", range(16, 26), strict=True))
KEYS |= dict(zip("asdfghjkl", range(30, 39), strict=True)) | dict(zip("zxcvbnm", range(44, 51), strict=True)) | {" ": 57, "\r": 28, "]": 27}
SHIFT, CTRL = 42, 29
KEY, SCANCODE, REPORT, REPEAT = 1, 4, 0, 2


def event(kind: int, code: int, value: int) -> bytes:
    return EVENT.pack(1_700_000_000, 123_456, kind, code, value)


def stroke(code: int) -> bytes:
    """Return what the kernel writes for one key of a USB scanner: its scan code, the key, a report, and the same upwards."""
    return b"".join(event(SCANCODE, 4, 0x70000 + code) + event(KEY, code, value) + event(REPORT, 0, 0) for value in (1, 0))


def typed(text: str) -> bytes:
    """Return the events of a US scanner that types a text."""
    recorded = b""
    for character in text:
        hold = SHIFT if character.isupper() else CTRL if character == "\x1d" else None
        key = stroke(KEYS["]" if character == "\x1d" else character.lower()])
        recorded += event(KEY, hold, 1) + key + event(KEY, hold, 0) if hold else key
    return recorded


class Device:
    """A pipe with a name, as a device node has one."""

    def __init__(self, name: Path) -> None:
        self.name = name
        os.mkfifo(name)
        self.scanner = KeyboardScanner(str(name))
        self.scanner.scans()
        self.end = os.open(name, os.O_WRONLY)

    def send(self, data: bytes) -> None:
        os.write(self.end, data)

    def texts(self) -> list[str | None]:
        return [each.text for each in self.scanner.scans()]


@pytest.fixture
def device(tmp_path: Path) -> Iterator[Device]:
    device = Device(tmp_path / "event0")
    yield device
    device.scanner.close()
    device.scanner.close()
    os.close(device.end)


def test_nothing_typed_is_nothing(device: Device) -> None:
    assert device.texts() == []


def test_what_is_typed_until_enter_is_a_code(device: Device) -> None:
    device.send(typed("4242005045112\r"))

    assert device.texts() == ["4242005045112"]


def test_capitals_are_typed_with_shift(device: Device) -> None:
    device.send(typed("FD 9806 a\r"))

    assert device.texts() == ["FD 9806 a"]


def test_a_burst_of_several_codes_is_as_many_codes(device: Device) -> None:
    """More events than are read at once."""
    codes = ["4242005045112", "96385074", "036000291452", "4006381333931"]
    recorded = typed("\r".join(codes) + "\r")
    device.send(recorded)

    assert len(recorded) > EVENT.size * EVENTS_AT_ONCE
    assert device.texts() == codes


def test_half_an_event_waits_for_its_other_half(device: Device) -> None:
    recorded = typed("96385074\r")
    device.send(recorded[:100])
    before = device.texts()
    device.send(recorded[100:])

    assert before == []
    assert device.texts() == ["96385074"]


def test_gs1_control_characters_are_kept(device: Device) -> None:
    device.send(typed("]C10104242005045112".replace("]C1", "") + "21A1\x1d10B2\r"))

    assert device.texts() == ["010424200504511221A1\x1d10B2"]


def test_an_epc_is_a_tag(device: Device) -> None:
    device.send(typed("3074257BF7194E4000001A85\r"))

    assert [(each.medium, each.text) for each in device.scanner.scans()] == [(Medium.TAG, "(01)80614141123458(21)6789")]


def test_a_key_that_repeats_is_one_key(device: Device) -> None:
    device.send(event(KEY, KEYS["1"], 1) + event(KEY, KEYS["1"], REPEAT) * 5 + event(KEY, KEYS["1"], 0) + typed("2\r"))

    assert device.texts() == ["12"]


def test_another_layout_types_other_characters(tmp_path: Path) -> None:
    """A Belgian scanner types digits with shift."""
    (tmp_path / "recorded").write_bytes(event(KEY, SHIFT, 1) + stroke(2) + stroke(3) + event(KEY, SHIFT, 0) + stroke(16) + stroke(28))

    scanner = KeyboardScanner(str(tmp_path / "recorded"), Layout.BE)
    found = scanner.scans()
    scanner.close()

    assert [each.text for each in found] == ["12a"]


def test_a_device_that_is_not_there_is_told_and_used_once_it_is(tmp_path: Path) -> None:
    scanner = KeyboardScanner(str(tmp_path / "event0"))
    with pytest.raises(ScannerGone, match="event0"):
        scanner.scans()
    (tmp_path / "event0").write_bytes(typed("96385074\r"))

    found = scanner.scans()
    scanner.close()

    assert [each.text for each in found] == ["96385074"]


def test_a_device_that_vanishes_is_told(tmp_path: Path) -> None:
    """Half a code from before is forgotten; a folder stands for a device that cannot be read."""
    scanner = KeyboardScanner(str(tmp_path))

    with pytest.raises(ScannerGone):
        scanner.scans()
