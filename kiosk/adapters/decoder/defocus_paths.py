"""Choosing twelve digits at once, when each colours its neighbours: the cheapest path through all pairs."""

from collections.abc import Sequence
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from kiosk.adapters.decoder.defocus_patterns import Window
from kiosk.adapters.decoder.picture import FloatArray
from kiosk.adapters.decoder.products import product

Costs = list[FloatArray]
"""For each window, left values x right values x guesses: the squared error of each pair. Guesses last: they are added side by side."""


def costs_of(seen: FloatArray, contrast: FloatArray, windows: Sequence[Window]) -> Costs:
    """Return what each pair of digits costs in each window.

    :param seen: guesses x samples, darkness.
    :param contrast: for each guess, how dark a black bar would be.
    """
    samples = np.ascontiguousarray(seen.T)
    squares, weighed = samples * samples, samples * (-2 * contrast)
    found: Costs = []
    for _, group in groupby(windows, key=lambda window: id(window.patterns)):
        alike = list(group)
        patterns, energy = alike[0].patterns, alike[0].energy
        parts = np.concatenate([weighed[each.samples] for each in alike], axis=1)
        cost = product(patterns.reshape(-1, patterns.shape[-1]), parts).reshape(*energy.shape, len(alike), -1)
        cost += energy[..., None, None] * (contrast * contrast)
        cost += np.stack([squares[each.samples].sum(0) for each in alike])
        found += [cost[:, :, each] for each in range(len(alike))]
    return found


def cheapest(costs: Costs) -> FloatArray:
    """Return for each guess what its best twelve digits cost."""
    reached = costs[0][:, 0]
    for cost in costs[1:-1]:
        reached = (reached[:, None] + cost).min(0)
    return np.asarray((reached + costs[-1][:, 0]).min(0), dtype=np.float32)


def by_digit(costs: Costs) -> list[FloatArray]:
    """Return for each of the twelve digits what each of its values costs at best, all others free; of the first guess."""
    ahead = [costs[0][:, 0, 0]]
    for cost in costs[1:-1]:
        ahead.append((ahead[-1][:, None] + cost[..., 0]).min(0))
    behind = [costs[-1][:, 0, 0]]
    for cost in costs[-2:0:-1]:
        behind.append((cost[..., 0] + behind[-1][None]).min(1))
    return [one + other for one, other in zip(ahead, reversed(behind), strict=True)]


def drawn(values: Sequence[int], windows: Sequence[Window]) -> FloatArray:
    """Return the samples of twelve digits, black as 1."""
    pairs = [(values[0], 0), *pairwise(values), (values[-1], 0)]
    return np.concatenate([window.patterns[pair] for window, pair in zip(windows, pairs, strict=True)])


def values_of(digits: Sequence[FloatArray]) -> tuple[int, ...]:
    """Return the cheapest value of each digit."""
    return tuple(int(each.argmin()) for each in digits)


def lead_of(digits: Sequence[FloatArray]) -> float:
    """Return what the nearest rival costs more, at least: with a right check digit it differs in two places."""
    gaps: NDArray[np.float32] = np.sort([np.diff(np.partition(each, 1)[:2])[0] for each in digits])
    return float(gaps[0] + gaps[1])
