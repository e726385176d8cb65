"""The stage that reads EAN-13 and UPC-A far out of focus, where no engine sees bars any more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.defocus import GAMMAS, Blurred, Lie, improved, lies_in, light_of, read_through
from kiosk.adapters.decoder.ean_digits import text_of
from kiosk.adapters.decoder.locate import Region
from kiosk.adapters.decoder.picture import FloatArray, Grey
from kiosk.adapters.decoder.profile import contrast, straightened
from kiosk.adapters.decoder.retail import retail_symbol
from kiosk.adapters.decoder.scene import Scene
from kiosk.adapters.decoder.strip import strip_of
from kiosk.adapters.decoder.tally import Sighting
from kiosk.domain.symbol import Symbol, Symbology

REGIONS = 2
SHORTEST_PX, LOWEST_PX = 80.0, 12.0
LEAST_RATIO = 0.8
"""Length to height of a region: an EAN-13 is wider than high."""
MARGIN = 0.25
"""Share of the region that is looked at on either side."""
WIDTH_PX = 427
"""Three pixels per module where the code takes the whole region."""
ROWS, BAND_ROWS, BANDS = 60, 10, 4
GUESSES = 4
"""Ways the code may lie that are looked at closely, both reading directions together."""
TRIED_ROUNDS, MORE_ROUNDS = 2, 3
ROUND_S = 0.001
UNLIKE = 2.2
"""A profile that costs more than this before any round is none of an EAN-13: those that were read cost 0.5 to 1.5."""
NEARLY = 1.4
"""So many times the cheapest guess another may cost to be looked at closely."""
HOPELESS = 1.5
"""A profile that costs more after the first rounds is none of an EAN-13."""
WORST_COST = 0.8
LEAST_LEAD = 0.12
"""A band that leads by less says nothing."""
TOGETHER_LEAD = 0.42
"""What bands that agree lead by in sum."""
HALVED_LEAD = 1.0
"""A band that leads by so much is read again in two halves, instead of bands that show less of the code."""
ALONE_LEAD = 0.6
"""A band that leads by so much may confirm what somebody else has read."""


@dataclass(frozen=True, slots=True)
class _Start:
    """How a code may lie in the first band, and which way it is read."""

    lie: Lie
    step: int
    gamma: float = GAMMAS[0]

    def along(self, band: Grey) -> FloatArray:
        """Return the profile of a band in reading direction."""
        return np.ascontiguousarray(light_of(band, self.gamma)[:: self.step])

    def read(self, band: Grey) -> Blurred:
        """Return what the band says."""
        light = self.along(band)
        return read_through(light, improved(light, self.lie, MORE_ROUNDS))


def regions_through_the_blur(scene: Scene) -> Iterator[Sighting]:
    """Read EAN-13 and UPC-A far out of focus: two bands of rows must say the same, each with twelve digits that nothing beats."""
    if scene.tally.undecided():
        return  # what an engine has seen, rightly or not, is not that far out of focus
    for region in [each for each in scene.regions if _may_hold_one(each)][:REGIONS]:
        for number, symbol in _believed(_bands(scene.grey, region, scene.budget)):
            yield Sighting(replace(symbol, position=region.corners), f"likelihood band blurred {number}")
        if scene.tally.is_settled:
            return


def _may_hold_one(region: Region) -> bool:
    return region.length >= max(SHORTEST_PX, region.height * LEAST_RATIO) and region.height >= LOWEST_PX


def _bands(grey: Grey, region: Region, budget: Budget) -> Iterator[Blurred]:
    """Yield what each band of rows says, the one with most bars first; all lie nearly as the first one does."""
    strip = strip_of(grey, region, (WIDTH_PX, ROWS), margin=MARGIN)
    bands = sorted((straightened(strip[top : top + BAND_ROWS]) for top in range(0, ROWS, BAND_ROWS)), key=lambda band: -contrast(band))[
        :BANDS
    ]
    start = _start(bands[0], budget)
    if start is None or not budget.allows(len(GAMMAS) * (MORE_ROUNDS + 1) * ROUND_S):
        return
    first, start = min(((each.read(bands[0]), each) for each in (replace(start, gamma=gamma) for gamma in GAMMAS)), key=_cost)
    clearest, start = first.lead, replace(start, lie=first.lie)
    if first.lead >= HALVED_LEAD:
        bands = [bands[0][: BAND_ROWS // 2], bands[0][BAND_ROWS // 2 :]]
    else:
        yield first
        bands = bands[1:]
    for band in bands:
        if not budget.allows((MORE_ROUNDS + 1) * ROUND_S):
            return
        found = start.read(band)
        if found.lead > clearest:
            start, clearest = replace(start, lie=found.lie), found.lead
        yield found


def _cost(found: tuple[Blurred, _Start]) -> float:
    return found[0].cost


def _start(band: Grey, budget: Budget) -> _Start | None:
    """Return how the code lies, the right way round; None where there is none, or no time."""
    ends = (WIDTH_PX * MARGIN / (1 + 2 * MARGIN), WIDTH_PX * (1 + MARGIN) / (1 + 2 * MARGIN))
    ahead = light_of(band)
    profiles = {1: ahead, -1: np.ascontiguousarray(ahead[::-1])}
    guesses = [(cost, step, lie) for step, light in profiles.items() for cost, lie in lies_in(light, ends, budget)]
    cheapest = min((cost for cost, *_ in guesses), default=UNLIKE)
    if cheapest >= UNLIKE:
        return None
    tried: list[tuple[Blurred, _Start]] = []
    likely = [each for each in sorted(guesses, key=lambda each: each[0]) if each[0] <= NEARLY * cheapest]
    for _, step, lie in likely[:GUESSES]:
        if not budget.allows((TRIED_ROUNDS + 1) * ROUND_S):
            return None
        found = read_through(profiles[step], improved(profiles[step], lie, TRIED_ROUNDS))
        tried.append((found, _Start(found.lie, step)))
    best = min(tried, key=_cost, default=None)
    return best[1] if best and best[0].cost < HOPELESS else None


def _believed(bands: Iterator[Blurred]) -> list[tuple[int, Symbol]]:
    """Return the bands that say the same clearly enough, by their numbers."""
    said: dict[bytes, list[tuple[int, Symbol, float]]] = {}
    for number, band in enumerate(bands):
        symbol = _symbol(band)
        if symbol is None or band.cost > WORST_COST or band.lead < LEAST_LEAD:
            continue
        heard = said.setdefault(symbol.data, [])
        heard.append((number, symbol, band.lead))
        if len(said) == 1 and len(heard) > 1 and sum(lead for *_, lead in heard) >= TOGETHER_LEAD:
            break
    if len(said) != 1:
        return []
    (heard,) = said.values()
    is_clear = len(heard) > 1 and sum(lead for *_, lead in heard) >= TOGETHER_LEAD
    alone = [each for each in heard if each[2] >= ALONE_LEAD][:1]
    return [(number, symbol) for number, symbol, _ in (heard if is_clear else alone)]


def _symbol(band: Blurred) -> Symbol | None:
    """Return the number, or None where parity or check digit is wrong."""
    text = text_of(band.values, Symbology.EAN13)
    return retail_symbol(Symbology.EAN13, text, ()) if text else None
