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
DIGIT, GUARD, MIDDLE = 7, 3, 5
"""Widths in modules."""

_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
PARITIES = ("LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL")
"""The left half's pattern sets, by the first digit of an EAN-13."""

_FINE = 24
"""Steps per module while softening."""


@cache
def digits_left(softness: float) -> FloatArray:
    """Return 20 patterns: the ten of set L, then the ten of set G."""
    odd = [_bits(each) for each in _ODD]
    even = [(1 - each)[::-1] for each in odd]
    return _patterns(odd + even, (0.5, 0.5, 1.0), (0.0, 0.5, 0.5), softness)


@cache
def digits_right(softness: float) -> FloatArray:
    """Return the ten patterns of set R."""
    return _patterns([1 - _bits(each) for each in _ODD], (0.5, 0.5, 0.0), (1.0, 0.5, 0.5), softness)


@cache
def guards(softness: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the start, middle and end guard, one pattern each."""
    start = _patterns([_bits("101")], (0.0, 0.0, 0.0), (0.0, 0.5, 0.5), softness)
    middle = _patterns([_bits("01010")], (0.5, 0.5, 1.0), (1.0, 0.5, 0.5), softness)
    end = _patterns([_bits("101")], (0.5, 0.5, 0.0), (0.0, 0.0, 0.0), softness)
    return start, middle, end


def _bits(text: str) -> FloatArray:
    return np.array([int(each) for each in text], dtype=np.float32)


def _patterns(modules: list[FloatArray], before: tuple[float, ...], after: tuple[float, ...], softness: float) -> FloatArray:
    return np.stack([_softened(np.concatenate([before, each, after]), len(before), len(after), softness) for each in modules]).astype(np.float32)


def _softened(modules: "np.ndarray[tuple[int], np.dtype[np.floating]]", before: int, after: int, softness: float) -> FloatArray:
    """Return the samples of a pattern seen through a Gaussian of ``softness`` modules."""
    reach = np.arange(-4 * _FINE, 4 * _FINE + 1) / _FINE
    kernel = np.exp(-0.5 * (reach / softness) ** 2)
    edge = 4 * _FINE
    fine = np.pad(np.repeat(modules, _FINE), edge, mode="edge")
    soft = np.convolve(fine, kernel / kernel.sum(), "same")[edge:-edge]
    seen = len(modules) - before - after + 2
    places = ((np.arange(seen * SAMPLES) + 0.5) / SAMPLES + before - 1) * _FINE
    return np.interp(places, np.arange(len(soft)) + 0.5, soft).astype(np.float32)
