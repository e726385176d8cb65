"""Reading a retail code by likelihood, where edges are too soft for any edge detector.

Two bands of rows are read apart. One number that leads clearly in both is two votes: their
pixels are different ones, and each has to reject every other number by itself.
"""

from dataclasses import dataclass

import numpy as np

from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.ean_digits import Likeliest, likeliest
from kiosk.adapters.decoder.ean_fit import MODULE_PX, Fit, fit
from kiosk.adapters.decoder.ean_layout import Layout
from kiosk.adapters.decoder.locate import Region
from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.profile import contrast, darkness, straightened, turns
from kiosk.adapters.decoder.strip import strip_of
from kiosk.domain.symbol import Symbol, Symbology

MARGIN = 0.07
ROWS = 60
BAND_ROWS = 15
BANDS = 4
"""How many bands are read, the one with most bars first."""
ENOUGH = 2
"""Two bands that speak are enough, and two that are silent."""
SOFTNESS = 0.65
"""Modules; fits well from 0.3 to 1.0."""
CLEAR_LEAD = 0.6
TOGETHER_LEAD = 0.9
"""What bands that agree must lead by in sum."""
RIVAL_LEAD = 0.3
"""A band that says something else by so much speaks against them."""
WEAKEST_LEAD = 0.1
"""Below, a band says nothing; so much is enough for what others have read."""
SHORT_TIMES = 1.5
"""How much more of a lead a short code needs: it fits by chance sooner."""
LEAST_MODULE_PX = 0.85
"""Below nothing is left to read."""
REACH_PX = 19
TURNS_PER_MODULE = 0.2
"""A retail code has an edge every 1.6 modules; softness swallows two thirds of them at most."""
WORST_COST = 20.0
"""A fit that costs more has never been right."""
FIT_S = 0.002
"""What one fit takes."""


@dataclass(frozen=True, slots=True)
class BandReading:
    """What one band of rows says."""

    symbol: Symbol
    """Without a place."""
    band: int


@dataclass(frozen=True, slots=True)
class Guess:
    """What may lie in a region: a kind of code, and how much of the region's length it takes, roughly."""

    layout: Layout
    share: float = 1.0
    claimed: frozenset[bytes] = frozenset()
    """What other witnesses have read: a band that says the same needs less of a lead."""
    softness: float = SOFTNESS
    """Of the edges, in modules."""
    bands: int = 2
    """How many bands must agree; one more where somebody has read something else."""

    @property
    def symbologies(self) -> frozenset[Symbology]:
        """What may come out: a UPC-A has the bars of an EAN-13."""
        own = self.layout.symbology
        return frozenset({own, Symbology.UPCA}) if own is Symbology.EAN13 else frozenset({own})


def read_by_likelihood(grey: Grey, region: Region, guess: Guess, budget: Budget) -> list[BandReading]:
    """Return what the bands say with enough lead; empty where none is clear."""
    modules = guess.layout.modules
    if region.length * guess.share < LEAST_MODULE_PX * modules or (guess.layout.is_short and not _is_whole(region, grey)):
        return []
    width = round(modules * MODULE_PX / guess.share * (1 + 2 * MARGIN))
    strip = strip_of(grey, region, (width, ROWS), margin=MARGIN)
    bands = richest(strip)
    ahead, back = (_Direction(guess, bands, step) for step in (1, -1))
    first = min((each for each in (ahead, back) if each.begin(budget)), key=lambda each: each.cost, default=None)
    if first is None or first.cost > WORST_COST:
        return []
    return first.readings(budget)


def _is_whole(region: Region, grey: Grey) -> bool:
    """Say whether the region lies in the frame with its margins.

    What the frame's edge cuts off a long code looks like a short one with white behind it.
    """
    height, width = grey.shape
    margin = MARGIN * region.length
    middle = (region.across[0] + region.across[1]) / 2
    ends = (region.at(each, middle) for each in (region.along[0] - margin, region.along[1] + margin))
    return all(0 <= x < width and 0 <= y < height for x, y in ends)


def richest(strip: Grey) -> list[Grey]:
    """Return the bands of rows with the most contrast from column to column, richest first, their bars upright."""
    bands = [straightened(strip[top : top + BAND_ROWS]) for top in range(0, ROWS, BAND_ROWS)]
    return sorted(bands, key=lambda band: -contrast(band))[:BANDS]


class _Direction:
    """The bands read one way; the code may stand on its head."""

    def __init__(self, guess: Guess, bands: list[Grey], step: int) -> None:
        self._guess = guess
        self._layout = guess.layout
        self._profiles = [darkness(np.ascontiguousarray(each[:, ::step]), REACH_PX) for each in bands]
        self._fits: list[Fit] = []

    def begin(self, budget: Budget) -> bool:
        """Fit the first band; say whether there was anything to fit."""
        if turns(self._profiles[0]) >= TURNS_PER_MODULE * self._layout.modules and budget.allows(FIT_S):
            self._fits.append(fit(self._profiles[0], self._guess.softness, self._layout))
        return bool(self._fits)

    @property
    def cost(self) -> float:
        """How badly the first band fits; the right way round fits better."""
        return self._fits[0].cost

    def readings(self, budget: Budget) -> list[BandReading]:
        """Return what the bands say, as far as it is clear enough."""
        heard: dict[bytes, list[Likeliest]] = {}
        misses = 0
        for number, profile in enumerate(self._profiles):
            if misses == ENOUGH or not (number == 0 or budget.allows(FIT_S)):
                break
            best = likeliest(self._fits[0] if number == 0 else fit(profile, self._guess.softness, self._layout), self._layout)
            if best is None or best.lead < WEAKEST_LEAD:
                misses += 1
                continue
            heard.setdefault(best.symbol.data, []).append(best)
            if self._is_clear(heard[best.symbol.data]):
                break
        return [each for data, bands in heard.items() for each in self._believed(bands, [heard[other] for other in heard if other != data])]

    def _is_clear(self, bands: list[Likeliest]) -> bool:
        """Say whether bands that agree lead by enough together."""
        together = sum(each.lead for each in bands)
        return len(bands) >= self._guess.bands and (self._is_claimed(bands[0]) or together >= TOGETHER_LEAD * self._times)

    def _believed(self, bands: list[Likeliest], rivals: list[list[Likeliest]]) -> list[BandReading]:
        """Return the readings of bands that agree: all of them, the clearest one, or none."""
        if self._is_clear(bands) and all(each.lead < RIVAL_LEAD for rival in rivals for each in rival):
            return [BandReading(each.symbol, number) for number, each in enumerate(bands)]
        is_clear_alone = self._is_claimed(bands[0]) or max(each.lead for each in bands) >= CLEAR_LEAD * self._times
        return [BandReading(bands[0].symbol, 0)] if is_clear_alone else []

    def _is_claimed(self, best: Likeliest) -> bool:
        return best.symbol.data in self._guess.claimed

    @property
    def _times(self) -> float:
        return SHORT_TIMES if self._guess.layout.is_short else 1.0
