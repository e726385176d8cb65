"""Scanners and UHF readers at a serial port, USB ones too: one code a line.

Unplugged is an exception and plugged in again is no event: the port is opened anew each
time it is asked for. Use its name under ``/dev/serial/by-id``, which stays the same.
"""

import re

import serial

from kiosk.adapters.scanner_line import UNFRAMED, Framing, scan_in
from kiosk.domain.scan import Scan
from kiosk.domain.symbol import MAX_BYTES
from kiosk.errors import ScannerGone

_ENDS = re.compile(rb"[\r\n\x03]+")
"""CR, LF, or ETX of readers that frame with STX and ETX."""
STX = b"\x02"


class SerialScanner:
    """Listens at a port."""

    def __init__(self, port: str, baud: int = 9600, framing: Framing = UNFRAMED) -> None:
        self._framing = framing
        self._port = port
        self._baud = baud
        self._line: serial.Serial | None = None
        self._begun = b""

    def scans(self) -> tuple[Scan, ...]:
        """Return what was scanned since the last call; nothing is ().

        :raises ScannerGone: the port is not there.
        """
        try:
            line = self._line or self._opened()
            return self._taken(line.read(line.in_waiting))
        except (OSError, serial.SerialException) as error:
            self.close()
            raise ScannerGone(self._port, str(error)) from error

    def close(self) -> None:
        """Let go of the port; twice does no harm."""
        line, self._line, self._begun = self._line, None, b""
        if line:
            line.close()

    def _opened(self) -> serial.Serial:
        self._line = serial.Serial(self._port, self._baud, timeout=0)
        return self._line

    def _taken(self, arrived: bytes) -> tuple[Scan, ...]:
        *whole, self._begun = _ENDS.split(self._begun + arrived)
        if len(self._begun) > MAX_BYTES:
            self._begun = b""
        found = [scan_in(self._bare(each)) for each in whole]
        return tuple(each for each in found if each)

    def _bare(self, line: bytes) -> bytes:
        """Return the code's own bytes, whatever their charset: Latin-1 gives each of them back as it was."""
        return self._framing.bare(line.strip(STX).decode("latin-1")).encode("latin-1")
