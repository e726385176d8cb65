"""Fitting an EAN-13 to a profile: where each digit lies and how well each value fits there.

A dynamic programme walks over guards and digits. Its state is the position in the profile
and the width of a digit, which may change by a pixel from one digit to the next: so a
cylinder, a tilt or a wrinkle is followed where a rigid grid fails.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from kiosk.adapters.decoder.ean_bars import DIGIT, GUARD, MIDDLE, SAMPLES, digits_left, digits_right, guards
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


@dataclass(frozen=True, slots=True)
class Fit:
    """The best alignment of an EAN-13 to a profile."""

    cost: float
    left: FloatArray
    """6 x 20: what each value of sets L and G costs at each place of the left half."""
    right: FloatArray
    """6 x 10: the same for set R and the right half."""
    extent: tuple[int, int]
    """First and last profile pixel of the code."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One element of the code: its cost at each width and position, and its width in modules."""

    cost: FloatArray
    modules: int


def fit(profile: FloatArray, softness: float) -> Fit:
    """Return the best alignment of an EAN-13 to a profile of darkness from 0 to 1."""
    seen = {modules: _samples(profile, modules) for modules in (GUARD, MIDDLE, DIGIT)}
    left, right = _misfit(seen[DIGIT], digits_left(softness)), _misfit(seen[DIGIT], digits_right(softness))
    start, middle, end = guards(softness)
    steps = [
        _Step(_misfit(seen[GUARD], start)[..., 0], GUARD),
        *[_Step(left.min(-1), DIGIT)] * 6,
        _Step(_misfit(seen[MIDDLE], middle)[..., 0], MIDDLE),
        *[_Step(right.min(-1), DIGIT)] * 6,
        _Step(_misfit(seen[GUARD], end)[..., 0], GUARD),
    ]
    cost, places, last = _walk(steps)
    digits = [place for place, step in zip(places, steps, strict=True) if step.modules == DIGIT]
    return Fit(cost, np.stack([left[each] for each in digits[:6]]), np.stack([right[each] for each in digits[6:]]), (places[0][1], last))


@cache
def _offsets(modules: int) -> FloatArray:
    """Return widths x samples: where the samples of an element lie, seen from its begin."""
    places = (np.arange((modules + 2) * SAMPLES) + 0.5) / SAMPLES - 1
    return np.asarray(WIDTHS_PX[:, None] / DIGIT * places[None, :], dtype=np.float32)


def _samples(profile: FloatArray, modules: int) -> FloatArray:
    """Return widths x positions x samples of the profile, between pixels by straight lines."""
    last = len(profile) - 1
    places = np.clip(np.arange(len(profile), dtype=np.float32)[None, :, None] + _offsets(modules)[:, None, :], 0, last - 0.001)
    whole = places.astype(np.int32)
    slope = np.diff(profile, append=profile[-1:])
    return np.asarray(profile[whole] + slope[whole] * (places - whole), dtype=np.float32)


def _misfit(seen: FloatArray, patterns: FloatArray) -> FloatArray:
    """Return widths x positions x patterns: the squared error left after the best contrast, and the price of that contrast."""
    samples = seen.shape[-1]
    flat = seen.reshape(-1, samples)
    mean, level = flat.mean(-1), patterns.mean(1)
    shape = patterns - level[:, None]
    power = (shape * shape).sum(1)
    price = STEADINESS * samples
    gain = np.maximum(flat @ shape.T + price, 0)
    left = ((flat * flat).sum(-1) - samples * mean * mean)[:, None] + price - gain * gain / (power + price)
    left += price / 2 * (mean[:, None] - level[None, :]) ** 2
    return np.asarray(left.reshape(*seen.shape[:2], len(patterns)) * (3 / SAMPLES), dtype=np.float32)


def _walk(steps: Sequence[_Step]) -> tuple[float, list[tuple[int, int]], int]:
    """Return the least cost, (width index, position) of each step, and where the last one ends."""
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
    return float(reached[width, end]), places[::-1], end


def _bent(reached: FloatArray) -> tuple[FloatArray, "np.ndarray[tuple[int, ...], np.dtype[np.int8]]"]:
    """Let each state also come from the next wider or narrower digit; return costs and where they came from."""
    best, came = reached.copy(), np.zeros(reached.shape, dtype=np.int8)
    for here, there, sign in ((slice(None, -1), slice(1, None), 1), (slice(1, None), slice(None, -1), -1)):
        other = reached[there] + BEND
        better = other < best[here]
        best[here][better] = other[better]
        came[here][better] = sign
    return best, came


@cache
def _advance(modules: int) -> tuple[int, ...]:
    return tuple(int(each) for each in np.rint(WIDTHS_PX / DIGIT * modules))


def _back(steps: Sequence[_Step], bends: "Sequence[np.ndarray[tuple[int, ...], np.dtype[np.int8]]]", width: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield (width index, position) of each step, last first."""
    for step, bend in zip(reversed(steps), reversed(bends), strict=True):
        end -= _advance(step.modules)[width]
        if end < 0:
            end = 0
        yield width, end
        width += int(bend[width, end])
