"""Choosing the digits: the likeliest number whose check digit is right, and how far it is ahead.

The lead over the second likeliest number decides whether anything is read at all: noise
that happens to fit one number fits another nearly as well.
"""

from dataclasses import dataclass

import numpy as np

from kiosk.adapters.decoder.ean_bars import PARITIES
from kiosk.adapters.decoder.ean_fit import Fit
from kiosk.adapters.decoder.picture import FloatArray

_EVEN = np.array([[letter == "G" for letter in parity] for parity in PARITIES])


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The number that fits best, and its lead."""

    digits: str
    cost: float
    lead: float
    """What the second likeliest number costs more."""


def likeliest(fit: Fit) -> Likeliest:
    """Return the 13 digits that fit best among those with a right check digit."""
    ranked = sorted(pair for first in range(10) for pair in _best_two(first, _columns(fit, first)))
    (cost, digits), (second, _) = ranked[:2]
    return Likeliest(digits, cost, second - cost)


def _columns(fit: Fit, first: int) -> FloatArray:
    """Return 12 x 10: the cost of each digit at each place, if the hidden first digit is ``first``."""
    left = np.where(_EVEN[first][:, None], fit.left[:, 10:], fit.left[:, :10])
    return np.concatenate([left, fit.right])


def _best_two(first: int, columns: FloatArray) -> list[tuple[float, str]]:
    """Return the two cheapest numbers of that first digit whose weighted sum is a multiple of ten."""
    by_sum: dict[int, list[tuple[float, str]]] = {first: [(0.0, str(first))]}
    for place, column in enumerate(columns):
        weight = 3 if place % 2 == 0 else 1
        longer: dict[int, list[tuple[float, str]]] = {}
        for digit in np.argsort(column)[:4]:
            for total, ways in by_sum.items():
                new = longer.setdefault((total + weight * int(digit)) % 10, [])
                new.extend((cost + float(column[digit]), f"{text}{digit}") for cost, text in ways)
        by_sum = {total: sorted(ways)[:2] for total, ways in longer.items()}
    return by_sum.get(0, [])
