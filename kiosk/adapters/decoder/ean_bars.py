"""What the digits of an EAN look like after a lens: bars and spaces, softened.

Each pattern is sampled over its own modules and one more on either side, because a
softened digit is coloured by its neighbours; those are known, since every digit of the
left half begins white and ends black, and of the right half the other way round.
"""

from functools import cache

import numpy as np

from kiosk.adapters.decoder.picture import FloatArray

SAMPLES = 2
"""Per module."""
DIGIT = 7
"""Modules of a digit."""

_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
PARITIES = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
"""The left half's pattern sets, by the first digit of an EAN-13."""

_QUIET = (0.0, 0.0, 0.0)
_LEFT_BEFORE = (0.5, 0.5, 1.0)
"""What stands before a digit of the left half: unknown, unknown, black."""
_LEFT_AFTER = (0.0, 0.5, 0.5)
_RIGHT_BEFORE = (0.5, 0.5, 0.0)
_RIGHT_AFTER = (1.0, 0.5, 0.5)
_MARKS = (
    (_QUIET, "101", _LEFT_AFTER),
    (_RIGHT_BEFORE, "101", _QUIET),
    (_LEFT_BEFORE, "01010", _RIGHT_AFTER),
    (_LEFT_BEFORE, "010101", _QUIET),
    (_QUIET, "0000", _QUIET),
)

_FINE = 24
"""Steps per module while softening."""


def digit_bits() -> tuple[tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...]]:
    """Return the modules of the left half's 20 digits (set L, then G) and of the right half's ten, black as 1."""
    odd = tuple(tuple(int(bit) for bit in each) for each in _ODD)
    right = tuple(tuple(1 - bit for bit in each) for each in odd)
    return (*odd, *(each[::-1] for each in right)), right


@cache
def all_digits(softness: float) -> FloatArray:
    """Return 30 patterns: the ten digits of set L, of set G, and of set R."""
    odd = [_bits(each) for each in _ODD]
    right = [1 - each for each in odd]
    left = odd + [each[::-1] for each in right]
    softened = [_softened(each, _LEFT_BEFORE, _LEFT_AFTER, softness) for each in left]
    softened += [_softened(each, _RIGHT_BEFORE, _RIGHT_AFTER, softness) for each in right]
    return np.stack(softened).astype(np.float32)


@cache
def marks(softness: float, modules: int) -> FloatArray:
    """Return the marks of that many modules, in the order of ``Mark``."""
    wanted = [each for each in _MARKS if len(each[1]) == modules]
    return np.stack([_softened(_bits(bars), before, after, softness) for before, bars, after in wanted]).astype(np.float32)


def _bits(text: str) -> FloatArray:
    return np.array([int(each) for each in text], dtype=np.float32)


def _softened(modules: FloatArray, before: tuple[float, ...], after: tuple[float, ...], softness: float) -> FloatArray:
    """Return the samples of a pattern seen between its neighbours through a Gaussian of ``softness`` modules."""
    reach = np.arange(-4 * _FINE, 4 * _FINE + 1) / _FINE
    kernel = np.exp(-0.5 * (reach / softness) ** 2)
    edge = 4 * _FINE
    fine = np.pad(np.repeat(np.concatenate([before, modules, after]), _FINE), edge, mode="edge")
    soft = np.convolve(fine, kernel / kernel.sum(), "same")[edge:-edge]
    places = ((np.arange((len(modules) + 2) * SAMPLES) + 0.5) / SAMPLES + len(before) - 1) * _FINE
    return np.interp(places, np.arange(len(soft)) + 0.5, soft).astype(np.float32)
