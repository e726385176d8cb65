"""What an EAN-13 looks like through a lens far out of focus: which two digits colour each stretch of it.

A lens out of focus spreads every point over a disc. Up to a radius of two and a half modules a
place between the middles of two digits is coloured by these two only, so the code is cut
there: each window's samples follow from one pair of digits, and all pairs are drawn once.
Source: the line spread of a disc is half an ellipse (Goodman, Introduction to Fourier Optics, 6.4).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from kiosk.adapters.decoder.ean_bars import DIGIT, digit_bits
from kiosk.adapters.decoder.picture import FloatArray

SAMPLES = 2
"""Per module."""
FIRST, LAST = -2.0, 97.0
"""Where the samples begin and end, in modules from the first bar: a little of the quiet zones helps to find the ends."""
RADII = tuple(round(0.8 + 0.2 * step, 1) for step in range(12))
"""Of the disc, in modules."""
SOFTNESS = 0.6
"""Modules: what the sensor and the average over rows add."""
_FINE = 12
"""Steps per module while drawing."""
_REACH = 4.5
"""Modules a point is spread over at most, to either side."""
_AROUND = 10
"""Modules drawn on either side of a window, so that nothing wraps."""
_GUARD, _MIDDLE = ((1, 0, 1),), ((0, 1, 0, 1, 0),)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The samples that two neighbouring digits colour together."""

    samples: slice
    patterns: FloatArray
    """Left values x right values x samples; one right value where there is no second digit."""
    energy: FloatArray
    """Left values x right values: the sum of a pattern's squares."""


@cache
def windows(radius: float) -> tuple[Window, ...]:
    """Return the thirteen windows of an EAN-13: before and in the first digit, between digits, in and behind the last.

    Values of the left half are 0 to 9 of set L and 10 to 19 of set G, of the right half 0 to 9.
    """
    left, right = digit_bits()
    half = DIGIT / 2
    drawn = [(FIRST, 3 + half, _seen(_GUARD, 0, FIRST, 3 + half, radius) + _seen(left, 3, FIRST, 3 + half, radius))]
    between = _pairs(_seen(left, -half, 0, DIGIT, radius), _seen(left, half, 0, DIGIT, radius))
    drawn += [(3 + half + DIGIT * place, 3 + half + DIGIT * (place + 1), between) for place in range(5)]
    middle = _pairs(_seen(left, 38, 41.5, 53.5, radius), _seen(right, 50, 41.5, 53.5, radius)) + _seen(_MIDDLE, 45, 41.5, 53.5, radius)[0]
    drawn.append((41.5, 53.5, middle))
    between = _pairs(_seen(right, -half, 0, DIGIT, radius), _seen(right, half, 0, DIGIT, radius))
    drawn += [(53.5 + DIGIT * place, 53.5 + DIGIT * (place + 1), between) for place in range(5)]
    drawn.append((88.5, LAST, _seen(right, 85, 88.5, LAST, radius) + _seen(_GUARD, 92, 88.5, LAST, radius)))
    return tuple(_window(*each) for each in drawn)


def _window(first: float, last: float, patterns: FloatArray) -> Window:
    patterns = patterns if patterns.ndim > len(("value", "sample")) else patterns[:, None]
    return Window(slice(round((first - FIRST) * SAMPLES), round((last - FIRST) * SAMPLES)), patterns, (patterns * patterns).sum(-1))


def _pairs(left: FloatArray, right: FloatArray) -> FloatArray:
    return np.asarray(left[:, None] + right[None], dtype=np.float32)


def _seen(bits: "tuple[tuple[int, ...], ...]", at: float, first: float, last: float, radius: float) -> FloatArray:
    """Return what each row of modules, beginning at a place, adds to the samples from one place to another."""
    rows = np.array(bits, dtype=np.float32)
    drawn = np.zeros((len(rows), round((last - first + 2 * _AROUND) * _FINE)), np.float32)
    begin = round((at - first + _AROUND) * _FINE)
    drawn[:, begin : begin + rows.shape[1] * _FINE] = np.repeat(rows, _FINE, axis=1)
    spread = np.stack([np.convolve(row, _line_spread(radius), "same") for row in drawn])
    places = np.rint(((np.arange(round((last - first) * SAMPLES)) + 0.5) / SAMPLES + _AROUND) * _FINE).astype(int)
    return np.asarray((spread[:, places - 1] + spread[:, places]) / 2, dtype=np.float32)


@cache
def _line_spread(radius: float) -> FloatArray:
    """Return how light of one line is spread across it, in fine steps."""
    reach = np.arange(-round(_REACH * _FINE), round(_REACH * _FINE) + 1) / _FINE
    disc = np.sqrt(np.maximum(radius * radius - reach * reach, 0))
    soft = np.exp(-0.5 * (reach / SOFTNESS) ** 2)
    spread = np.convolve(disc / disc.sum(), soft / soft.sum(), "same")
    return np.asarray(spread / spread.sum(), dtype=np.float32)
