"""What a hand scanner or a UHF reader sent: one code, before it is a reading."""

from dataclasses import dataclass

from kiosk.domain.reading import Carrier, Medium


@dataclass(frozen=True, slots=True)
class Scan:
    """One code as it arrived."""

    medium: Medium
    """``tag`` for an EPC, ``scanner`` for a printed code."""
    carrier: Carrier
    data: bytes
    text: str | None
    aim: str | None = None
