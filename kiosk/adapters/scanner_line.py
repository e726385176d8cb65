"""What one line of a scanner or UHF reader means: an EPC, or a printed code.

Readers send EPCs as 24 hex digits. Scanners send the code's text, many with the AIM
identifier that tells its symbology in front. Without one a retail code is known by its
length and check digit, which is how scanners leave the factory.
"""

import importlib
import math
import re
from dataclasses import dataclass
from typing import Any

from stdnum import ean

from kiosk.domain.reading import Medium
from kiosk.domain.scan import Scan
from kiosk.domain.symbol import MAX_BYTES, Symbology

EPC, TEXT = "epc", "text"
"""Carriers of a Gen2 tag, and of a printed code whose symbology nobody told."""
SCHEMES = frozenset({"SGTIN", "GRAI", "GIAI"})
"""The EPCs that name a product or an asset; others are kept as unknown text."""
RETAIL_BY_DIGITS = {8: Symbology.EAN8, 12: Symbology.UPCA, 13: Symbology.EAN13}
SYMBOLOGY_BY_AIM = {
    "A": Symbology.CODE39,
    "C": Symbology.CODE128,
    "I": Symbology.ITF,
    "Q": Symbology.QR,
    "d": Symbology.DATAMATRIX,
}
_AIM = re.compile(rb"\][A-Za-z][0-9A-Za-z]")
_EPC = re.compile(r"(30|33|34)[0-9A-F]{22}")
"""96 bits: SGTIN-96, GRAI-96, GIAI-96."""


@dataclass(frozen=True, slots=True)
class Framing:
    """What a scanner is set to put about each code, in ASCII, and how fast it is."""

    prefix: str = ""
    suffix: str = ""
    gap_s: float = math.inf
    """Keys further apart are no code."""

    def bare(self, line: str) -> str:
        """Return the code of a line; empty where the line is none of this scanner's."""
        is_whole = len(line) >= len(self.prefix) + len(self.suffix)
        if not (is_whole and line.startswith(self.prefix) and line.endswith(self.suffix)):
            return ""
        return line.removeprefix(self.prefix).removesuffix(self.suffix)


UNFRAMED = Framing()


def scan_of(line: str) -> Scan | None:
    """Return what a typed line means; None for an empty one, or one longer than any code."""
    return scan_in(line.encode("utf-8", "replace"))


def scan_in(line: bytes) -> Scan | None:
    """Return what a line means, its bytes unchanged, with no text where they are not UTF-8; None as for a typed one."""
    whole = line.strip(b" \t\r\n")
    if not whole or len(whole) > MAX_BYTES:
        return None
    text = _text(whole)
    if text and (epc := _epc(text.upper())):
        return epc
    aim = whole[:3].decode() if _AIM.match(whole) else None
    content = whole[3:] if aim else whole
    return Scan(Medium.SCANNER, _carrier(content, aim), content, _text(content), aim)


def _text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None


def _epc(digits: str) -> Scan | None:
    if not _EPC.fullmatch(digits):
        return None
    meaning = _meaning(digits)
    return Scan(Medium.TAG, EPC, bytes.fromhex(digits), meaning) if meaning else None


def _meaning(digits: str) -> str | None:
    """Return the EPC as GS1 element strings, with brackets as people write them on tags."""
    epcpy: Any = importlib.import_module("epcpy")  # most sites have no UHF reader and never need it
    try:
        scheme: Any = epcpy.hex_to_tag_encodable(digits)
        return str(scheme.gs1_element_string()) if type(scheme).__name__ in SCHEMES else None
    except (epcpy.ConvertException, ValueError, AttributeError):
        return None


def _carrier(content: bytes, aim: str | None) -> str:
    retail = RETAIL_BY_DIGITS.get(len(content)) if content.isdigit() else None
    if aim:
        return retail if aim[1] == "E" and retail else SYMBOLOGY_BY_AIM.get(aim[1], TEXT)
    return retail if retail and ean.is_valid(content.decode()) else TEXT
