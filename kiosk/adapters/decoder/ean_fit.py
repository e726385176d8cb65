"""Fitting a retail code to a profile: where each digit lies and how well each value fits there.

A dynamic programme walks over guards and digits. Its state is the position in the profile
and the width of a digit, which may change by a pixel from one digit to the next: so a
cylinder, a tilt or a wrinkle is followed where a rigid grid fails.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from kiosk.adapters.decoder.ean_bars import DIGIT, SAMPLES, all_digits, marks
from kiosk.adapters.decoder.ean_layout import EAN13, PLACE, SETS, WIDTH, Half, Layout, Mark, modules_of
from kiosk.adapters.decoder.picture import FloatArray
from kiosk.adapters.decoder.products import product

MODULE_PX = 3
"""Profile pixels per module where the scale is guessed rightly."""
WIDTHS_PX = np.arange(17, 27)
"""Digit widths that are tried; 21 is the guess."""
STEADINESS = 0.05
"""Price of contrast and brightness other than the profile's, per sample."""
BEND = 0.02
"""Price of a digit one pixel wider or narrower than its neighbour."""
_FAR = np.float32(1e9)
FINE = 8
"""Places between two pixels of a profile that are told apart."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The best alignment of a code to a profile."""

    cost: float
    digits: tuple[FloatArray, ...]
    """For each digit, what each value its sets allow costs at its place."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One element of the code: its cost at each width and position, and its width in modules."""

    cost: FloatArray
    modules: int


def fit(profile: FloatArray, softness: float, layout: Layout = EAN13, claimed: Sequence[int] = ()) -> Fit:
    """Return the best alignment of a code to a profile of darkness from 0 to 1.

    :param claimed: the pattern of each digit, to align a number that others have read; its digits are then
        judged with a pixel of play, so that a rival has its best chance.
    """
    fine = _drawn_finer(profile)
    digits = _misfit(_samples(fine, DIGIT), all_digits(softness))
    costs = {half: digits[sets].min(0) for half, sets in SETS.items() if half in layout.elements}
    known = iter(claimed)
    widths = {WIDTH[each] for each in layout.elements if isinstance(each, Mark)}
    by_width = {modules: _misfit(_samples(fine, modules), marks(softness, modules)) for modules in widths}
    steps = [
        _Step(
            by_width[WIDTH[each]][PLACE[each]] if isinstance(each, Mark) else digits[next(known)] if claimed else costs[each],
            modules_of(each),
        )
        for each in layout.elements
    ]
    cost, places = _walk(steps)
    play_px = 1 if claimed else 0
    found = [
        digits[SETS[each], row, max(0, column - play_px) : column + play_px + 1].min(-1)
        for (row, column), each in zip(places, layout.elements, strict=True)
        if isinstance(each, Half)
    ]
    return Fit(cost, tuple(found))


@cache
def _places(length: int, modules: int) -> NDArray[np.intp]:
    """Return samples x widths x positions: where each sample lies in a profile drawn ``FINE`` times as fine."""
    offsets = WIDTHS_PX[None, :] / DIGIT * ((np.arange((modules + 2) * SAMPLES) + 0.5) / SAMPLES - 1)[:, None]
    places = np.clip(np.arange(length)[None, None, :] + offsets[:, :, None], 0, length - 1)
    return np.rint(places * FINE).astype(np.intp)


def _drawn_finer(profile: FloatArray) -> FloatArray:
    """Return the profile drawn ``FINE`` times as fine, between pixels by straight lines."""
    return np.interp(np.arange((len(profile) - 1) * FINE + 1) / FINE, np.arange(len(profile)), profile).astype(np.float32)


def _samples(fine: FloatArray, modules: int) -> FloatArray:
    """Return samples x widths x positions of a profile drawn finer."""
    return np.asarray(fine.take(_places(len(fine) // FINE + 1, modules)), dtype=np.float32)


def _misfit(seen: FloatArray, patterns: FloatArray) -> FloatArray:
    """Return patterns x widths x positions: the squared error left after the best contrast, and the price of that contrast."""
    samples, *places = seen.shape
    flat = seen.reshape(samples, -1)
    mean, level = flat.mean(0), patterns.mean(1)
    shape = patterns - level[:, None]
    price = np.float32(STEADINESS * samples)
    gain = product(shape, flat)
    gain += price
    np.maximum(gain, 0, out=gain)
    gain *= gain
    gain *= (-1 / ((shape * shape).sum(1) + price))[:, None]
    gain += (flat * flat).sum(0) - samples * mean * mean + price
    away = mean - level[:, None]
    away *= away
    away *= price / 2
    gain += away
    gain *= 3 / SAMPLES
    return np.asarray(gain.reshape(len(patterns), *places), dtype=np.float32)


def _walk(steps: Sequence[_Step]) -> tuple[float, list[tuple[int, int]]]:
    """Return the least cost, and (width index, position) of each step."""
    reached = [np.zeros_like(steps[0].cost)]
    for step in steps:
        before = _bent(reached[-1])
        before += step.cost
        ahead_of_it = np.full_like(before, _FAR)
        for row, ahead in enumerate(_advance(step.modules)):
            ahead_of_it[row, ahead:] = before[row, :-ahead]
        reached.append(ahead_of_it)
    width, end = (int(each) for each in np.unravel_index(int(reached[-1].argmin()), reached[-1].shape))
    places = list(_back(steps, reached, width, end))
    return float(reached[-1][width, end]), places[::-1]


def _bent(reached: FloatArray) -> FloatArray:
    """Let each state also come from the next wider or narrower digit."""
    before = reached.copy()
    np.minimum(before[:-1], reached[1:] + BEND, out=before[:-1])
    np.minimum(before[1:], reached[:-1] + BEND, out=before[1:])
    return before


@cache
def _advance(modules: int) -> tuple[int, ...]:
    return tuple(int(each) for each in np.rint(WIDTHS_PX / DIGIT * modules))


def _back(steps: Sequence[_Step], reached: Sequence[FloatArray], width: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (width index, position) of each step, last first."""
    for step, before in zip(reversed(steps), reversed(reached[:-1]), strict=True):
        end = max(0, end - _advance(step.modules)[width])
        yield width, end
        beside = [each for each in (width, width + 1, width - 1) if 0 <= each < len(WIDTHS_PX)]
        width = min(beside, key=lambda each: float(before[each, end]) + BEND * (each != width))
