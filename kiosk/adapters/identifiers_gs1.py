"""What a code means: GTIN, serial number, asset numbers, links; everything else is unknown.

The symbology decides how a text is read, never its look: thirteen bare digits are also a
valid GS1 element string (AI 7032). Check digits are python-stdnum's; GS1 element strings,
Digital Links and UPC-E are biip's. What a stranger printed never raises and never gets long.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from stdnum import ean

from kiosk.adapters.item_codes import as_item_code
from kiosk.domain.identifier import Identifier, IdentifierKind
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.symbol import RETAIL, Symbology
from kiosk.domain.text import MAX_CHARACTERS, plain

if TYPE_CHECKING:
    from kiosk.adapters.gs1_elements import Element

CHECK_DIGIT, TOO_LONG, BINARY = "check_digit", "too_long", "binary"
FNC1 = "\x1d"
GS1_AIM = frozenset({"]C1", "]d2", "]Q3", "]e0"})
"""AIM identifiers that say: what follows are GS1 element strings."""
ISO_15434 = "[)>"
"""How the other standard begins that separates its fields with the same sign."""
LENGTHS = {Symbology.EAN13: {13}, Symbology.EAN8: {8}, Symbology.UPCA: {12, 13}, Symbology.UPCE: {8, 12, 13}, Symbology.ITF: {14}}
"""Digits by symbology; some scanners give UPC as the EAN-13 with a leading zero that it is."""
GTIN_DIGITS = 14
UPCE_DIGITS = 8
LONGEST_PARSED = 2048
"""A longer text is no identifier, and not worth the time."""
EPREL_HOST = "eprel.ec.europa.eu"
_EPREL_PATH = re.compile(r"/qr/0*([0-9]{1,12})/?|/screen/product/([a-z0-9_-]{1,60})/0*([0-9]{1,12})/?", re.IGNORECASE | re.ASCII)
_KINDS = {
    "01": IdentifierKind.GTIN,
    "10": IdentifierKind.LOT,
    "11": IdentifierKind.PRODUCED_ON,
    "21": IdentifierKind.SERIAL,
    "8003": IdentifierKind.GRAI,
    "8004": IdentifierKind.GIAI,
}
"""The application identifiers the kiosk has a use for."""


class Gs1Identifiers:
    """Parses what printed codes and tags hold."""

    def parse(self, reading: Reading) -> tuple[Identifier, ...]:
        """Return the identifiers of a reading; a code nobody understands is one of kind ``unknown``. Never raises."""
        if reading.medium is Medium.TAG:
            return _tag(reading)
        if reading.text is None:
            return (Identifier(IdentifierKind.UNKNOWN, plain(reading.data.hex()), BINARY),)
        if len(reading.text) > LONGEST_PARSED:
            return (_unknown(reading.text),)
        if reading.carrier in LENGTHS:
            return (_retail(Symbology(reading.carrier), reading.text),)
        return _item(reading.text) or _link(reading.text) or _gs1(reading.text, reading.aim) or (_unknown(reading.text),)


def _tag(reading: Reading) -> tuple[Identifier, ...]:
    """Return the UID and what the text on the tag means; people write GS1 on tags with brackets."""
    uid = Identifier(IdentifierKind.TAG_UID, plain(reading.data.hex().upper()))
    text = reading.text
    if not text:
        return (uid,)
    if len(text) > LONGEST_PARSED:
        return (uid, _unknown(text))
    return (uid, *(_item(text) or _link(text) or _gs1(text, reading.aim) or _bracketed(text) or (_unknown(text),)))


def _item(text: str) -> tuple[Identifier, ...]:
    """Return the item code of our own label: only as it is printed, for much else looks like one without its hyphens."""
    return (Identifier(IdentifierKind.ITEM_CODE, text),) if as_item_code(text) == text else ()


def _unknown(text: str, note: str = "") -> Identifier:
    """Keep a text for the trail; a wrong check digit says more than its length."""
    is_long = len(plain(text, len(text) + 1)) > MAX_CHARACTERS
    return Identifier(IdentifierKind.UNKNOWN, plain(text), note or (TOO_LONG if is_long else ""))


# -- retail codes ----------------------------------------------------------------------


def _retail(symbology: Symbology, text: str) -> Identifier:
    """Return the GTIN of a code that holds nothing but digits; of ITF only where it is an ITF-14."""
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in LENGTHS[symbology]:
        return _unknown(text)
    if symbology is Symbology.UPCE and len(digits) == UPCE_DIGITS:
        from kiosk.adapters.gs1_elements import as_upca

        digits = as_upca(digits)
    if not ean.is_valid(digits):
        # Many an ITF has 14 digits and no check digit at all: only in a retail code is it wrong.
        return _unknown(text, CHECK_DIGIT if symbology in RETAIL else "")
    return _gtin(digits) or _unknown(text)


def _gtin(digits: str) -> Identifier | None:
    """Return the GTIN of digits with a right check digit; zeros alone are a printer's test."""
    return Identifier(IdentifierKind.GTIN, digits.zfill(GTIN_DIGITS)) if digits.strip("0") else None


# -- GS1 element strings ---------------------------------------------------------------


def _gs1(text: str, aim: str | None) -> tuple[Identifier, ...]:
    """Return what GS1 element strings say; nothing where the code does not claim to hold any."""
    if aim is None and text[:3] in GS1_AIM:  # a scanner that is set up to send it
        aim, text = text[:3], text[3:]
    if not (aim in GS1_AIM if aim else FNC1 in text and not text.startswith(ISO_15434)):
        return ()
    from kiosk.adapters.gs1_elements import in_message

    return _meaning(text, in_message(text.lstrip(FNC1)))


def _bracketed(text: str) -> tuple[Identifier, ...]:
    if not text.startswith("("):
        return ()
    from kiosk.adapters.gs1_elements import in_brackets

    return _meaning(text, in_brackets(text))


def _meaning(text: str, elements: Iterable["Element"]) -> tuple[Identifier, ...]:
    return tuple(said for each in elements if (said := _element(text, each)))


def _element(text: str, element: "Element") -> Identifier | None:
    """Return what one element string says, if the kiosk has a use for it."""
    kind, value = _KINDS.get(element.ai), element.value
    match kind:
        case None:
            return None
        case IdentifierKind.GTIN:
            return _gtin(value) if ean.is_valid(value) else _unknown(text, CHECK_DIGIT)
        case IdentifierKind.GRAI if not ean.is_valid(value[:GTIN_DIGITS]):
            return _unknown(text, CHECK_DIGIT)
        case IdentifierKind.PRODUCED_ON:
            return _produced_on(element)
    return Identifier(kind, plain(value))


def _produced_on(element: "Element") -> Identifier | None:
    """Return the date, or only its month where the label leaves the day open (00)."""
    if element.date is None:
        return None
    day = element.date.isoformat()
    return Identifier(IdentifierKind.PRODUCED_ON, day[:7] if element.value.endswith("00") else day)


# -- links -----------------------------------------------------------------------------


def _link(text: str) -> tuple[Identifier, ...]:
    """Return what a web address says; nothing where the text is none. It is kept as text and never opened."""
    address = _address(text.strip())
    if address is None:
        return ()
    if address.hostname == EPREL_HOST and (found := _EPREL_PATH.fullmatch(address.path)):
        return (Identifier(IdentifierKind.EPREL, found[1] or found[3], (found[2] or "").lower()),)
    from kiosk.adapters.gs1_elements import in_link

    if said := _meaning(text, in_link(address.geturl())):
        return said
    if address.scheme == "https" and plain(text.strip()) == text.strip():
        return (Identifier(IdentifierKind.DPP_LINK, text.strip()),)
    return ()


def _address(text: str) -> SplitResult | None:
    try:
        address = urlsplit(text)
        is_web = address.scheme in {"http", "https"} and bool(address.hostname)
    except ValueError:
        return None
    return address if is_web else None
