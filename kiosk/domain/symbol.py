"""A printed code as it was decoded, before anybody asks what it means."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

MAX_BYTES = 8192
"""More than any served symbology can hold (QR version 40: 7089 digits, 2953 bytes)."""

Point: TypeAlias = tuple[int, int]
"""Column and row in pixels of the frame."""


class Symbology(StrEnum):
    """The kinds of printed code the kiosk serves."""

    EAN13 = "ean13"
    EAN8 = "ean8"
    UPCA = "upca"
    UPCE = "upce"
    CODE128 = "code128"
    CODE39 = "code39"
    ITF = "itf"
    QR = "qr"
    DATAMATRIX = "datamatrix"


RETAIL = frozenset({Symbology.EAN13, Symbology.EAN8, Symbology.UPCA, Symbology.UPCE})
"""Codes that carry a GTIN and nothing else."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """One decoded code in one frame."""

    symbology: Symbology
    data: bytes
    """The bytes in the code, unchanged."""
    text: str | None
    """The same as text, or None where the bytes are not text."""
    position: tuple[Point, ...] = ()
    """The four corners, clockwise from the code's own top left; () where unknown."""
    aim: str | None = None
    """The AIM identifier such as ``]C1``, which tells GS1 data from other data."""
    votes: tuple[str, ...] = ()
    """The stages of the cascade that read the same."""

    def __post_init__(self) -> None:
        """Refuse what no code can hold."""
        if len(self.data) > MAX_BYTES:
            raise ValueError(f"a code holds at most {MAX_BYTES} bytes, not {len(self.data)}")
