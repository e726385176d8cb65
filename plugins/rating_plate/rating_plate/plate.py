"""What stands on a plate: brand, model number, serial number."""

import re
from collections.abc import Iterable, Iterator, Sequence

from kiosk.plugin_api import IdentifierKind, Reading
from rating_plate.makers import Maker

RETAIL = frozenset({"ean13", "ean8", "upca", "upce", "itf"})
LONGEST = 120
MODEL_MOST = 24
_EDGES = " \t,;:/|()."
_DAY = re.compile(r"\d{4}-\d\d", re.ASCII)
_MISREAD = frozenset({"check_digit", "binary"})
# Only a number with its label is a model number: any other word of a plate may be anything.
_MODEL = re.compile(r"(?<![A-Z0-9])(?:E[- ]?NR|MODELL?E?|MOD)(?: ?N[OR])?[.:= ]{1,3}(?P<model>[A-Z0-9][A-Z0-9./-]{2,30})", re.ASCII)
_SERIAL = re.compile(r"(?<![A-Z0-9])(?:S/?N|SER(?:IAL)?(?: ?N[OR])?)[.:= ]{1,3}(?P<serial>[A-Z0-9]{5,24})(?![A-Z0-9])", re.ASCII)


def texts(readings: Iterable[Reading]) -> tuple[str, ...]:
    """Return what was read from codes that are neither sold by nor links, in capitals."""
    return tuple(dict.fromkeys(text for each in readings for text in _said(each) if text))


def _said(reading: Reading) -> Iterator[str]:
    if not reading.identifiers and reading.carrier not in RETAIL and reading.text and len(reading.text) <= LONGEST:
        yield _capitals(reading.text)
    for each in reading.identifiers:
        if each.kind in {IdentifierKind.SERIAL, IdentifierKind.UNKNOWN} and each.note not in _MISREAD:
            yield _capitals(each.value[:LONGEST])


def produced(readings: Iterable[Reading]) -> tuple[int, ...]:
    """Return the years that GS1 codes give as production date (AI 11)."""
    days = (day.value for each in readings for day in each.identifiers if day.kind is IdentifierKind.PRODUCED_ON)
    return tuple(int(each[:4]) for each in days if _DAY.match(each))


def _capitals(text: str) -> str:
    return " ".join(text.upper().split())


def brands(text: str, makers: Sequence[Maker]) -> frozenset[str]:
    """Return the brands the text names; the empty one is a maker without its brand."""
    spelt = ((brand, spelling) for maker in makers for brand, each in maker.brands.items() for spelling in each)
    return frozenset(brand for brand, spelling in spelt if _word(spelling).search(text))


def serials(text: str, makers: Sequence[Maker]) -> tuple[str, ...]:
    """Return what may be a serial number: one with its label, or all that is left without the brand."""
    labelled = [each["serial"] for each in _SERIAL.finditer(text)]
    bare = text
    for spelling in (spelling for maker in makers for each in maker.brands.values() for spelling in each):
        bare = _word(spelling).sub(" ", bare)
    return tuple(dict.fromkeys([*labelled, " ".join(bare.split()).strip(_EDGES)]))


def model(text: str) -> str | None:
    """Return the model number that stands after its label; one without a digit is a word, not a number."""
    found = _MODEL.search(text)
    number = found["model"].rstrip("./-") if found else ""
    return number if any(sign.isdigit() for sign in number) and len(number) <= MODEL_MOST else None


def _word(spelling: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(spelling)}(?!\w)")
