"""What one device saw on the counter: the first value of the straight line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from kiosk.domain.identifier import Identifier, IdentifierKind

Carrier: TypeAlias = str
"""A symbology such as ``ean13``, or ``tag``: what the text was written on."""


class Medium(StrEnum):
    """The device a reading came through."""

    CAMERA = "camera"
    SCANNER = "scanner"
    TAG = "tag"


@dataclass(frozen=True, slots=True)
class Tag:
    """An RFID tag on the reader."""

    uid: str
    """The full UID in upper-case hex: 8, 14 or 20 digits."""
    text: str | None = None
    """The text or link of its NDEF record, if it has one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One code or tag, seen once, with what it means."""

    id: str
    """Unique: the run of the capture role and a number. A reading sent twice counts once."""
    medium: Medium
    carrier: Carrier
    data: bytes
    text: str | None
    aim: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    """Empty until the desk has parsed the reading."""

    @property
    def gtin(self) -> str | None:
        """The 14-digit GTIN, if the code holds one."""
        return self.value_of(IdentifierKind.GTIN)

    def value_of(self, kind: IdentifierKind) -> str | None:
        """Return the first identifier of the kind."""
        return next((each.value for each in self.identifiers if each.kind is kind), None)
