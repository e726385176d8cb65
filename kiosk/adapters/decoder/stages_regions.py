"""Stages that look at regions of bars: laid level for the engines, or read by likelihood."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from kiosk.adapters.decoder.likelihood import Guess, read_by_likelihood
from kiosk.adapters.decoder.locate import Region
from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.scene import Scene
from kiosk.adapters.decoder.stages_votes import GUESSES, placed
from kiosk.adapters.decoder.strip import sharpened, strip_of
from kiosk.adapters.decoder.tally import DEBLURRED, Sighting, Tally
from kiosk.adapters.decoder.zbar import LEVEL, UPRIGHT, Lines, read_with_zbar
from kiosk.adapters.decoder.zxing import LINEAR, read_with_zxing

PATCH_MARGIN = 0.15
PATCH_S = 0.001
"""What both engines take for one patch."""
CROP_S = 0.002


@dataclass(frozen=True, slots=True)
class Patch:
    """One way to lay a region level: what one engine cannot read at one scale, it reads at another."""

    rows: int
    width_px: int = 0
    """Or twice the region's own, within ``OWN_PX``."""
    sharpness: tuple[float, float] | None = None
    """Amount and sigma of the unsharp mask: a wide one undoes what a lens out of focus did."""

    def of(self, grey: Grey, region: Region) -> Grey:
        """Return the region's pixels, bars upright."""
        width = self.width_px or int(np.clip(region.length * (1 + 2 * PATCH_MARGIN) * 2, *OWN_PX))
        level = strip_of(grey, region, (width, self.rows), margin=PATCH_MARGIN)
        return sharpened(level, *self.sharpness) if self.sharpness else level


OWN_PX = (420, 1000)
"""Small codes are enlarged, large ones need no more."""
CHEAP = (Patch(16, 420), Patch(16, 340, (3.0, 4.0)), Patch(16, sharpness=(2.0, 2.5)))
THOROUGH = (Patch(16, 280), Patch(48, 420, (2.0, 2.5)), Patch(48, 700), Patch(48, sharpness=(3.0, 4.0)), Patch(48))
"""In order of what each adds to those before it, per millisecond."""


def regions_with_engines(scene: Scene) -> Iterator[Sighting]:
    """Lay each region level and let both engines read it there: cures rotation, and enlarges fine bars."""
    yield from _patches(scene, CHEAP)


def regions_more_thoroughly(scene: Scene) -> Iterator[Sighting]:
    """Do the same at other scales and sharper, and let zbar see the pixels as they are: it reads fine bars better so."""
    yield from _patches(scene, THOROUGH)
    for region in scene.regions:
        if scene.tally.is_settled or not scene.budget.allows(CROP_S):
            return
        yield from placed(read_with_zbar(_crop(scene.grey, region), _across(region)), region.corners, "zbar")


def _patches(scene: Scene, patches: Iterable[Patch]) -> Iterator[Sighting]:
    for patch in patches:
        for region in scene.regions:
            if not scene.budget.allows(PATCH_S):
                return
            pixels = patch.of(scene.grey, region)
            name = f"{DEBLURRED} " if patch.sharpness else ""
            yield from placed(read_with_zxing(pixels, LINEAR, upright=True), region.corners, f"{name}zxing")
            yield from placed(read_with_zbar(pixels, LEVEL), region.corners, f"{name}zbar")
            if scene.tally.is_settled:
                return


def _across(region: Region) -> Lines:
    """Return the lines that cross a region's bars where it lies."""
    return LEVEL if abs(np.cos(region.angle)) >= abs(np.sin(region.angle)) else UPRIGHT


def _crop(grey: Grey, region: Region) -> Grey:
    """Return the pixels around a region as they are."""
    columns, rows = zip(*region.corners, strict=True)
    border = int(region.length * PATCH_MARGIN)
    top, left = max(0, min(rows) - border), max(0, min(columns) - border)
    return np.ascontiguousarray(grey[top : max(rows) + border, left : max(columns) + border])


LIKELY_REGIONS = 2


def regions_by_likelihood(scene: Scene) -> Iterator[Sighting]:
    """Read EAN-13 and UPC-A by likelihood, or what was seen but not proved: for bars too soft for edges."""
    yield from _by_likelihood(scene, _guesses(scene.tally)[:1])


def rarer_by_likelihood(scene: Scene) -> Iterator[Sighting]:
    """Read the other retail codes by likelihood, and those beside an add-on code."""
    yield from _by_likelihood(scene, [each for each in _guesses(scene.tally) if each not in scene.guessed])


def _by_likelihood(scene: Scene, guesses: Iterable[Guess]) -> Iterator[Sighting]:
    for guess in guesses:
        scene.guessed.append(guess)
        for region in scene.regions[:LIKELY_REGIONS]:
            for reading in read_by_likelihood(scene.grey, region, guess, scene.budget):
                yield Sighting(replace(reading.symbol, position=region.corners), f"likelihood band {reading.band}")
            if scene.tally.is_settled:
                return


def _guesses(tally: Tally) -> list[Guess]:
    """Return what to look for, first what others have seen but not proved.

    A short code fits by chance into parts of longer ones; it needs somebody else who saw it.
    """
    claims = tally.undecided()
    seen = {each.symbology for each in claims}
    claimed = frozenset(each.data for each in claims)
    likely = [each for each in GUESSES if not (each.layout.is_short and seen.isdisjoint(each.symbologies))]
    bands = 3 if claims else 2
    return [replace(each, claimed=claimed, bands=bands) for each in sorted(likely, key=lambda guess: seen.isdisjoint(guess.symbologies))]
