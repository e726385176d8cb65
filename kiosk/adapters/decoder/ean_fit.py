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

MODULE_PX = 3
"""Profile pixels per module where the scale is guessed rightly."""
WIDTHS_PX = np.arange(17, 27)
"""Digit widths that are tried; 21 is the guess."""
STEADINESS = 0.05
"""Price of contrast and brightness other than the profile's, per sample."""
BEND = 0.02
"""Price of a digit one pixel wider or narrower than its neighbour."""
_FAR = np.float32(1e9)
_FROM = np.array([0, 1, -1], dtype=np.int8)
"""From which width a state came: the same, one wider, one narrower."""


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


def fit(profile: FloatArray, softness: float, layout: Layout = EAN13) -> Fit:
    """Return the best alignment of a code to a profile of darkness from 0 to 1."""
    digits = _misfit(_samples(profile, DIGIT), all_digits(softness))
    costs = {half: digits[sets].min(0) for half, sets in SETS.items() if half in layout.elements}
    widths = {WIDTH[each] for each in layout.elements if isinstance(each, Mark)}
    by_width = {modules: _misfit(_samples(profile, modules), marks(softness, modules)) for modules in widths}
    steps = [
        _Step(by_width[WIDTH[each]][PLACE[each]] if isinstance(each, Mark) else costs[each], modules_of(each)) for each in layout.elements
    ]
    cost, places = _walk(steps)
    found = [(SETS[each], row, column) for (row, column), each in zip(places, layout.elements, strict=True) if isinstance(each, Half)]
    return Fit(cost, tuple(digits[place] for place in found))


@cache
def _places(length: int, modules: int) -> tuple[NDArray[np.int32], FloatArray]:
    """Return widths x positions x samples: the pixel before each sample, and how far behind it the sample lies."""
    offsets = WIDTHS_PX[:, None] / DIGIT * ((np.arange((modules + 2) * SAMPLES) + 0.5) / SAMPLES - 1)[None, :]
    places = np.clip(np.arange(length)[None, :, None] + offsets[:, None, :], 0, length - 1.001)
    whole = places.astype(np.int32)
    return whole, (places - whole).astype(np.float32)


def _samples(profile: FloatArray, modules: int) -> FloatArray:
    """Return widths x positions x samples of the profile, between pixels by straight lines."""
    whole, behind = _places(len(profile), modules)
    slope = np.diff(profile, append=profile[-1:])
    return np.asarray(profile[whole] + slope[whole] * behind, dtype=np.float32)


def _misfit(seen: FloatArray, patterns: FloatArray) -> FloatArray:
    """Return patterns x widths x positions: the squared error left after the best contrast, and the price of that contrast.

    Multiplied width by width: so small that OpenBLAS stays in this thread, where waking
    another one would take twenty times as long as the product.
    """
    samples = seen.shape[-1]
    mean, level = seen.mean(-1), patterns.mean(1)
    shape = patterns - level[:, None]
    price = np.float32(STEADINESS * samples)
    gain = np.matmul(shape, seen.swapaxes(1, 2))
    gain += price
    np.maximum(gain, 0, out=gain)
    gain *= gain
    gain /= ((shape * shape).sum(1) + price)[:, None]
    misfit = (np.einsum("wpi,wpi->wp", seen, seen) - samples * mean * mean + price)[:, None] - gain
    misfit += price / 2 * (mean[:, None] - level[:, None]) ** 2
    misfit *= 3 / SAMPLES
    return np.asarray(misfit.swapaxes(0, 1), dtype=np.float32)


def _walk(steps: Sequence[_Step]) -> tuple[float, list[tuple[int, int]]]:
    """Return the least cost, and (width index, position) of each step."""
    reached = np.zeros_like(steps[0].cost)
    bends = []
    for step in steps:
        before, bend = _bent(reached)
        before += step.cost
        reached = np.full_like(before, _FAR)
        for row, ahead in enumerate(_advance(step.modules)):
            reached[row, ahead:] = before[row, :-ahead]
        bends.append(bend)
    width, end = (int(each) for each in np.unravel_index(int(reached.argmin()), reached.shape))
    places = list(_back(steps, bends, width, end))
    return float(reached[width, end]), places[::-1]


def _bent(reached: FloatArray) -> tuple[FloatArray, NDArray[np.int8]]:
    """Let each state also come from the next wider or narrower digit; return costs and where they came from."""
    beside = np.full((3, *reached.shape), _FAR, dtype=np.float32)
    beside[0] = reached
    beside[1, :-1] = reached[1:] + BEND
    beside[2, 1:] = reached[:-1] + BEND
    return np.asarray(beside.min(0), dtype=np.float32), _FROM[beside.argmin(0)]


@cache
def _advance(modules: int) -> tuple[int, ...]:
    return tuple(int(each) for each in np.rint(WIDTHS_PX / DIGIT * modules))


def _back(steps: Sequence[_Step], bends: Sequence[NDArray[np.int8]], width: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (width index, position) of each step, last first."""
    for step, bend in zip(reversed(steps), reversed(bends), strict=True):
        end = max(0, end - _advance(step.modules)[width])
        yield width, end
        width += int(bend[width, end])
