"""Reading an EAN-13 or UPC-A by likelihood, where edges are too soft for any edge detector.

Two bands of rows are read apart. One number that leads clearly in both is two votes: their
pixels are different ones, and each has to reject every other number by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.ean_digits import likeliest
from kiosk.adapters.decoder.ean_fit import MODULE_PX, fit
from kiosk.adapters.decoder.locate import Region
from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.profile import darkness, turns
from kiosk.adapters.decoder.strip import strip_of

MODULES = 95
MARGIN = 0.2
ROWS = 60
BANDS = ((5, 30), (30, 55))
SOFTNESS = 0.75
"""Modules; fits well from 0.3 to 1.1."""
CLEAR_LEAD = 0.6
SUPPORTING_LEAD = 0.3
SHORTEST_PX = 80
"""Below 0.85 pixels per module nothing is left to read."""
REACH_PX = 19
FEWEST_TURNS = 20
"""An EAN-13 has 60 edges; softness swallows two thirds of them at most."""
FIT_S = 0.004
"""What one fit takes."""


@dataclass(frozen=True, slots=True)
class BandReading:
    """What one band of rows says."""

    digits: str
    band: int


def read_by_likelihood(grey: Grey, region: Region, budget: Budget, *, share: float = 1.0) -> list[BandReading]:
    """Return what the bands say with enough lead; empty where none is clear.

    :param share: how much of the region's length the code takes, roughly.
    """
    if region.length * share < SHORTEST_PX:
        return []
    width = round(MODULES * MODULE_PX / share * (1 + 2 * MARGIN))
    strip = strip_of(grey, region, (width, ROWS), margin=MARGIN)
    for turned in (strip, np.ascontiguousarray(strip[:, ::-1])):
        readings = list(_bands(turned, budget))
        if readings:
            return readings
    return []


def _bands(strip: Grey, budget: Budget) -> Iterator[BandReading]:
    """Yield what the bands say; the second is asked only if the first is clear."""
    needed = CLEAR_LEAD
    for number, (top, bottom) in enumerate(BANDS):
        profile = darkness(strip[top:bottom], REACH_PX)
        if not budget.allows(FIT_S) or turns(profile) < FEWEST_TURNS:
            return
        best = likeliest(fit(profile, SOFTNESS))
        if best is None or best.lead < needed:
            return
        yield BandReading(best.digits, number)
        needed = SUPPORTING_LEAD
