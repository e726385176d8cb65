"""Proving a retail number that one engine has read: nothing may fit its bars better.

The number's own bars are laid over the profile, stretched and bent as they must be. Then
every digit has to be the one that fits best at its place: a digit that was misread is
beaten there by the one that is printed. Known bars are found where unknown ones are not,
so this works on codes too crooked for reading by likelihood.
"""

from dataclasses import dataclass

import numpy as np

from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.ean_digits import likeliest, patterns_of
from kiosk.adapters.decoder.ean_fit import MODULE_PX, Fit, fit
from kiosk.adapters.decoder.ean_layout import Layout
from kiosk.adapters.decoder.likelihood import FIT_S, MARGIN, REACH_PX, ROWS, richest
from kiosk.adapters.decoder.locate import Region
from kiosk.adapters.decoder.picture import FloatArray, Grey
from kiosk.adapters.decoder.profile import darkness
from kiosk.adapters.decoder.strip import strip_of
from kiosk.domain.symbol import Symbol

SHARES = (0.92, 0.7, 0.5)
"""How much of the region the code takes."""
SOFTNESS = 0.5
"""Modules; what one engine has read is not far out of focus."""
PROVING_LEAD = 0.2
"""By how much the two closest rivals must be beaten together."""
WORST_COST = 16.0
"""Bars that fit worse are not this number's."""
BANDS = 4


@dataclass(frozen=True, slots=True)
class Claim:
    """A number that somebody has read."""

    symbol: Symbol
    layout: Layout

    def fits(self, profile: FloatArray, softness: float) -> Fit:
        """Lay its bars over a profile."""
        return fit(profile, softness, self.layout, patterns_of(self.symbol))

    def is_proved_by(self, found: Fit) -> bool:
        """Say whether nothing else fits better at any place."""
        best = likeliest(found, self.layout) if found.cost <= WORST_COST else None
        return best is not None and best.symbol.data == self.symbol.data and best.lead >= PROVING_LEAD


def is_proved(grey: Grey, region: Region, claim: Claim, budget: Budget) -> bool:
    """Say whether the bars in a region are those of the claim, in at least one band of rows."""
    if not patterns_of(claim.symbol):
        return False
    for share in SHARES:
        width = round(claim.layout.modules * MODULE_PX / share * (1 + 2 * MARGIN))
        for band in richest(strip_of(grey, region, (width, ROWS), margin=MARGIN))[:BANDS]:
            for step in (1, -1):
                profile = darkness(np.ascontiguousarray(band[:, ::step]), REACH_PX)
                if not budget.allows(FIT_S):
                    return False
                if claim.is_proved_by(claim.fits(profile, SOFTNESS)):
                    return True
    return False
