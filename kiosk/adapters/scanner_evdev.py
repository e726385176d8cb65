"""Scanners and UHF readers that pretend to be a keyboard, read as an input device.

The device is taken for the kiosk alone: what is scanned never types into a page. Events are
read as the kernel writes them; that needs no library. Use its name under
``/dev/input/by-id``, which stays the same.
"""

import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import suppress

from kiosk.adapters.scanner_keyboard import Key, Layout, Typing
from kiosk.adapters.scanner_line import UNFRAMED, Framing, scan_of
from kiosk.domain.scan import Scan
from kiosk.errors import ScannerGone

EVENT = struct.Struct("@llHHi")
"""``struct input_event``: seconds, microseconds, type, code, value."""
EVENTS_AT_ONCE = 64
KEY, UP, DOWN = 1, 0, 1
TAKE_ALONE = 0x40044590
"""EVIOCGRAB."""


class KeyboardScanner:
    """Listens to an input device."""

    def __init__(self, device: str, layout: Layout = Layout.US, framing: Framing = UNFRAMED) -> None:
        self._device = device
        self._typing = Typing(layout, framing)
        self._file: int | None = None
        self._rest = b""

    def scans(self) -> tuple[Scan, ...]:
        """Return what was scanned since the last call; nothing is ().

        :raises ScannerGone: the device is not there.
        """
        try:
            file = self._opened() if self._file is None else self._file
            lines = [line for key in _keys(self._arrived(file)) if (line := self._typing.take(key))]
        except OSError as error:
            self.close()
            raise ScannerGone(self._device, error.strerror or str(error)) from error
        return tuple(scan for line in lines if (scan := scan_of(line)))

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        file, self._file, self._rest = self._file, None, b""
        self._typing.forget()
        if file is not None:
            os.close(file)

    def _opened(self) -> int:
        self._file = os.open(self._device, os.O_RDONLY | os.O_NONBLOCK)
        with suppress(OSError):  # what is no input device, such as a recording, cannot be shared out either
            fcntl.ioctl(self._file, TAKE_ALONE, 1)
        return self._file

    def _arrived(self, file: int) -> bytes:
        """Return the whole events that have arrived."""
        held = self._rest
        with suppress(BlockingIOError):
            while chunk := os.read(file, EVENT.size * EVENTS_AT_ONCE):
                held += chunk
        whole = len(held) - len(held) % EVENT.size
        self._rest = held[whole:]
        return held[:whole]


def _keys(events: bytes) -> Iterator[Key]:
    """Yield the keys that went down or up; a key held down repeats, which a scanner never means."""
    for seconds, microseconds, kind, code, value in EVENT.iter_unpack(events):
        if kind == KEY and value in {UP, DOWN}:
            yield Key(code, value == DOWN, seconds + microseconds / 1e6)
