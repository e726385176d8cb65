"""Choosing the digits: the likeliest number whose check digit is right, and how far it is ahead.

The lead over the second likeliest number decides whether anything is read at all: noise
that happens to fit one number fits another nearly as well.
"""

from dataclasses import dataclass

import numpy as np

from kiosk.adapters.decoder.ean_bars import PARITIES
from kiosk.adapters.decoder.ean_fit import Fit
from kiosk.adapters.decoder.picture import FloatArray
from kiosk.adapters.decoder.retail import check_digit

_SUMS = np.arange(10)
_BEFORE = tuple((_SUMS[:, None] - weight * _SUMS[None, :]) % 10 for weight in (3, 1))
"""By weight: the sum before a digit (column) that leads to a sum (row)."""
_EVEN = np.array([[letter == "G" for letter in parity] for parity in PARITIES])


@dataclass(frozen=True, slots=True)
class Likeliest:
    """The number that fits best, and its lead."""

    digits: str
    lead: float
    """What the second likeliest number costs more."""


def likeliest(fit: Fit) -> Likeliest | None:
    """Return the 13 digits that fit best, or None where their check digit or parity is wrong.

    Each digit must be the best at its own place: a number that is only made right by
    its check digit has a digit nobody saw, under a finger or a scratch.
    """
    digits = _best_by_place(fit)
    if digits is None:
        return None
    costs = np.sort(_two_cheapest(_columns(fit)))
    return Likeliest("".join(str(each) for each in digits), float(costs[1] - costs[0]))


def _best_by_place(fit: Fit) -> list[int] | None:
    left, right = fit.left.argmin(1), fit.right.argmin(1)
    parity = "".join("G" if each >= 10 else "L" for each in left)
    if parity not in PARITIES:
        return None
    digits = [PARITIES.index(parity), *(int(each) % 10 for each in left), *(int(each) for each in right)]
    return digits if check_digit(digits[:-1]) == digits[-1] else None


def _columns(fit: Fit) -> FloatArray:
    """Return 10 x 12 x 10: what each digit costs at each place, for each hidden first digit."""
    left = np.where(_EVEN[:, :, None], fit.left[None, :, 10:], fit.left[None, :, :10])
    right = np.broadcast_to(fit.right, (10, *fit.right.shape))
    return np.concatenate([left, right], axis=1)


def _two_cheapest(columns: FloatArray) -> FloatArray:
    """Return the costs of, for each first digit, the two cheapest numbers whose weighted sum is a multiple of ten.

    Kept at every place are, for each first digit and each sum so far, the two cheapest ways.
    """
    firsts = np.arange(10)
    costs = np.full((10, 10, 2), np.inf, dtype=np.float32)
    costs[firsts, firsts, 0] = 0.0
    for place in range(columns.shape[1]):
        ways = costs[:, _BEFORE[place % 2], :] + columns[:, place][:, None, :, None]
        costs = np.partition(ways.reshape(10, 10, 20), 1, axis=2)[:, :, :2]
    return np.asarray(costs[:, 0].reshape(20), dtype=np.float32)
