"""Reading an EAN-13 far out of focus: bars are not seen any more, but what they blend into is known.

Where the code begins, how wide it is, how it bends and how far it is out of focus are
searched for coarsely and then improved step by step with the digits read so far. A blur of
five modules leaves every digit its own shape, as long as its neighbours are guessed with it.
"""

from dataclasses import dataclass, replace

import numpy as np

from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.defocus_paths import by_digit, cheapest, costs_of, drawn, lead_of, values_of
from kiosk.adapters.decoder.defocus_patterns import FIRST, LAST, RADII, SAMPLES, windows
from kiosk.adapters.decoder.picture import FloatArray, Grey

MODULES = 95
GAMMAS = (1.5, 1.0, 2.0)
"""A lens adds up light, a camera's values are its root: between 1 (none) and 2.2 (all of it)."""
DARK_SHARE = 0.48
"""Of an EAN-13 that is black, about."""
NARROWEST, WIDEST = 0.55, 1.15
"""Share of the region that the code takes: label edges and add-on codes lie in it too."""
COARSE_RADIUS = 2.0
NUDGES = (-0.8, 0.0, 0.8)
"""Modules by which the ends of the best guesses are moved."""
BENDS = (-0.1, 0.0, 0.1)
"""Looked for first: perspective makes one half of a code wider."""
PLACES = tuple((np.arange(round((LAST - FIRST) * SAMPLES)) + 0.5) / SAMPLES + FIRST)
QUIET = tuple(np.linspace(1.5, 7.0, 9))
"""Modules beside the code where white is looked for."""
WHITE_AGAIN, LEAST_DARKER, ENOUGH_DARKER = 0.55, 0.08, 0.4
"""Shares of the white beside the code."""
MOST_ENDS = 10
SPREAD = 1.0
"""Modules that the first bar spreads into the white before it."""
NEXT_RADIUS = 0.3
"""Modules: the radius itself, the next smaller and the next larger are tried."""
SEARCH_S = 0.006
"""What looking for the ends takes."""


@dataclass(frozen=True, slots=True)
class Lie:
    """How a code lies in a profile, and how far it is out of focus."""

    first: float
    """Where the first bar begins, in pixels of the profile."""
    last: float
    """Where the last bar ends."""
    bend: float = 0.0
    """How much wider one half is than the other, as a share of the length."""
    radius: float = COARSE_RADIUS

    @property
    def row(self) -> tuple[float, float, float]:
        """Where the code lies."""
        return self.first, self.last, self.bend

    @property
    def module(self) -> float:
        """How wide a module is, in pixels of the profile."""
        return (self.last - self.first) / MODULES

    @property
    def steps(self) -> tuple[float, float, float]:
        """How far each of first, last and bend is moved to see what it changes."""
        return 0.2 * self.module, 0.2 * self.module, 0.01


@dataclass(frozen=True, slots=True)
class Blurred:
    """What is read through the blur."""

    values: tuple[int, ...]
    """Of the twelve digits that are printed: set L from 0, set G from 10, the right half from 0."""
    cost: float
    """Squared error over all samples; a black bar on white is 1."""
    lead: float
    """What the nearest rival costs more, at least, as a share of the cost."""
    lie: Lie


def light_of(strip: Grey, gamma: float = GAMMAS[0]) -> FloatArray:
    """Return the light that fell on each column of a strip, in no unit."""
    return np.asarray((strip.mean(axis=0) / 255) ** gamma, dtype=np.float32)


def lies_in(light: FloatArray, ends: tuple[float, float], budget: Budget, *, most: int = 3) -> list[tuple[float, Lie]]:
    """Return how a code may lie in a profile, with what its digits cost so, best first.

    :param ends: where its region begins and ends, in pixels.
    """
    if not budget.allows(SEARCH_S):
        return []
    module = (ends[1] - ends[0]) / MODULES
    firsts, lasts = _ends(light, module), len(light) - _ends(light[::-1], module)
    pairs = [(float(first), float(last)) for first in firsts for last in lasts if NARROWEST < (last - first) / MODULES / module < WIDEST]
    coarse = _ranked(light, [Lie(first, last, bend) for first, last in pairs for bend in BENDS])
    nudges = [(first * module, last * module) for first in NUDGES for last in NUDGES]
    near = [
        replace(lie, first=lie.first + one, last=lie.last + other) for _, lie in _apart(coarse, module, 2 * most) for one, other in nudges
    ]
    return _apart(_ranked(light, near), module, most)


def _ranked(light: FloatArray, lies: list[Lie]) -> list[tuple[float, Lie]]:
    """Return them with what their best digits cost, the cheapest first."""
    if not lies:
        return []
    seen = _darkness(light, np.array([each.row for each in lies]))
    contrast = _contrast(seen)
    costs = cheapest(costs_of(seen, contrast, windows(COARSE_RADIUS))) / (contrast * contrast)
    return [(float(costs[each]), lies[each]) for each in np.argsort(costs)]


def improved(light: FloatArray, lie: Lie, rounds: int) -> Lie:
    """Return how the code lies after so many rounds of reading its digits and laying them over the profile."""
    for _ in range(rounds):
        seen = _darkness(light, np.array(lie.row) + np.vstack([np.zeros(3), np.diag(lie.steps)]))
        here = seen[:1]
        values = values_of(by_digit(costs_of(here, _contrast(here), windows(lie.radius))))
        lie = _improved(seen, lie, values)
    return lie


def read_through(light: FloatArray, lie: Lie) -> Blurred:
    """Return the digits that explain a profile best where the code lies so."""
    seen = _darkness(light, np.array([lie.row]))
    patterns = windows(lie.radius)
    values = values_of(by_digit(costs_of(seen, _contrast(seen), patterns)))
    contrast = np.float32(_explained(seen[0], drawn(values, patterns))[0])
    digits = by_digit(costs_of(seen / contrast, np.ones(1, np.float32), patterns))
    cost = float(digits[0].min())
    return Blurred(values_of(digits), cost, lead_of(digits) / max(cost, 1e-6), lie)


def _improved(seen: FloatArray, lie: Lie, values: tuple[int, ...]) -> Lie:
    """Return how the code lies if these are its digits: focus first, then one step of least squares for its place.

    :param seen: the samples where it lies, then moved by each of its steps.
    """
    near = [each for each in RADII if abs(each - lie.radius) < NEXT_RADIUS]
    radius = min(near, key=lambda each: _explained(seen[0], drawn(values, windows(each)))[1])
    pattern = drawn(values, windows(radius))
    contrast, _ = _explained(seen[0], pattern)
    slopes = ((seen[1:] - seen[0]) / np.array(lie.steps, np.float32)[:, None]).T
    wanted = np.linalg.lstsq(slopes, contrast * pattern - seen[0], rcond=None)[0]
    limits = np.array([lie.module, lie.module, 0.05])
    first, last, bend = np.array(lie.row) + np.clip(wanted, -limits, limits)
    return replace(lie, first=float(first), last=float(last), bend=float(np.clip(bend, -0.3, 0.3)), radius=radius)


def _explained(seen: FloatArray, pattern: FloatArray) -> tuple[float, float]:
    """Return the contrast at which a pattern fits best, and what is left of the samples then, relative to it."""
    contrast = max(float(seen @ pattern) / float(pattern @ pattern), 1e-3)
    left = seen - contrast * pattern
    return contrast, float(left @ left) / contrast**2


def _darkness(light: FloatArray, rows: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> FloatArray:
    """Return guesses x samples: 0 for the white beside the code, 1 for no light at all."""
    first, last, bend = (column[:, None] for column in rows.T)
    module = (last - first) / MODULES
    places, quiet, columns = np.array(PLACES)[None] / MODULES, np.array(QUIET)[None], np.arange(len(light))
    before = np.interp(first - module * quiet, columns, light).max(axis=1, keepdims=True)
    behind = np.interp(last + module * quiet, columns, light).max(axis=1, keepdims=True)
    white = np.maximum(before + (behind - before) * places, 1e-3)
    at = first + (last - first) * (places + bend * places * (1 - places))
    return np.asarray(1 - np.interp(at, columns, light) / white, dtype=np.float32)


def _contrast(seen: FloatArray) -> FloatArray:
    """Return how dark black is if about half of each code is."""
    inside = seen[:, round(-FIRST * SAMPLES) : round(-FIRST * SAMPLES) + MODULES * SAMPLES]
    return np.asarray(np.maximum(inside.mean(axis=1) / DARK_SHARE, 0.02), dtype=np.float32)


def _ends(light: FloatArray, module: float) -> FloatArray:
    """Return where a code may begin: white before, darker behind, and white again a little further; a label's edge has only the first two."""
    beside, inside, ahead = (max(2, round(each * module)) for each in (3, 6, 24))
    columns = np.arange(beside, len(light) - ahead)
    white = _over(light, beside).min(axis=1)[columns - beside]
    dark = _over(light, inside).mean(axis=1)[columns]
    again = _over(light, ahead - inside).max(axis=1)[columns + inside]
    rise = np.where(again > WHITE_AGAIN * white, np.minimum(1 - dark / np.maximum(white, 1e-3), ENOUGH_DARKER), 0)
    found: list[int] = []
    while len(found) < MOST_ENDS and rise[best := int(np.argmax(rise))] > LEAST_DARKER:
        found.append(int(columns[best]))
        rise[np.abs(columns - columns[best]) < 1.5 * module] = 0
    return np.array(found, dtype=np.float32) + np.float32(SPREAD * module)


def _over(light: FloatArray, width: int) -> FloatArray:
    """Return all stretches of so many columns."""
    return np.lib.stride_tricks.sliding_window_view(light, width)


def _apart(lies: list[tuple[float, Lie]], module: float, most: int) -> list[tuple[float, Lie]]:
    """Return the first of them that are no near copies of each other."""
    kept: list[tuple[float, Lie]] = []
    for cost, lie in lies:
        if all(max(abs(lie.first - each.first), abs(lie.last - each.last)) >= 1.5 * module for _, each in kept):
            kept.append((cost, lie))
        if len(kept) == most:
            break
    return kept
