"""Choosing the digits: the value that fits best at each place, if together they are a number.

Each digit must be the best at its own place before the check digit is asked: a number that
is only made right by its check digit has a digit nobody saw, under a finger or a scratch.
The lead over the nearest rival decides whether anything is read at all: a rival with a
right check digit differs in two places, so it costs at least the two smallest gaps.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.adapters.decoder.ean_bars import PARITIES
from kiosk.adapters.decoder.ean_fit import Fit
from kiosk.adapters.decoder.ean_layout import Layout
from kiosk.adapters.decoder.retail import retail_symbol
from kiosk.domain.symbol import Symbol, Symbology

SHORT_PARITIES = ("GGGLLL", "GGLGLL", "GGLLGL", "GGLLLG", "GLGGLL", "GLLGGL", "GLLLGG", "GLGLGL", "GLGLLG", "GLLGLG")
"""UPC-E of number system 0, by check digit. System 1 would look like the left half of an EAN-13."""

FIRST_EVEN = 10
"""Values below are of set L, from here on of set G."""
FIRST_RIGHT = 20
"""From here on patterns are of set R."""


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The number that fits best, and its lead."""

    symbol: Symbol
    lead: float
    """What the nearest rival costs more, at least."""


def likeliest(fit: Fit, layout: Layout) -> Likeliest | None:
    """Return the number that fits best, or None where its check digit or parity is wrong."""
    values = [int(each.argmin()) for each in fit.digits]
    text = text_of(values, layout.symbology)
    symbol = retail_symbol(layout.symbology, text, ()) if text else None
    if symbol is None:
        return None
    gaps = sorted(float(np.diff(np.partition(each, 1)[:2])[0]) for each in fit.digits)
    return Likeliest(symbol, gaps[0] + gaps[1])


def patterns_of(symbol: Symbol) -> tuple[int, ...]:
    """Return which of the 30 patterns each digit of a symbol is printed with; empty for a UPC-E of number system 1."""
    text = symbol.data.decode("ascii")
    if symbol.symbology is Symbology.UPCE:
        parity = SHORT_PARITIES[int(text[-1])] if text[0] == "0" else ""
        return tuple(int(digit) + FIRST_EVEN * (half == "G") for digit, half in zip(text[1:-1], parity, strict=False))
    if symbol.symbology is Symbology.EAN8:
        return tuple(int(digit) + (FIRST_RIGHT if place >= 4 else 0) for place, digit in enumerate(text))  # noqa: PLR2004 -- of 8
    text = text.zfill(13)
    left = (int(digit) + FIRST_EVEN * (half == "G") for digit, half in zip(text[1:7], PARITIES[int(text[0])], strict=True))
    return (*left, *(int(digit) + FIRST_RIGHT for digit in text[7:]))


def text_of(values: Sequence[int], symbology: Symbology) -> str | None:
    """Return the digits the chosen values stand for, hidden ones included."""
    shown = "".join(str(each % 10) for each in values)
    parity = "".join("G" if each >= FIRST_EVEN else "L" for each in values[:6])
    if symbology is Symbology.EAN13:
        return f"{PARITIES.index(parity)}{shown}" if parity in PARITIES else None
    if symbology is Symbology.UPCE:
        return f"0{shown}{SHORT_PARITIES.index(parity)}" if parity in SHORT_PARITIES else None
    return shown
