"""Stages that look at regions of bars: laid level for the engines, or read by likelihood."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import numpy as np

from kiosk.adapters.decoder.likelihood import Guess, read_by_likelihood
from kiosk.adapters.decoder.locate import Region
from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.scene import Scene
from kiosk.adapters.decoder.stages_votes import GUESSES, placed
from kiosk.adapters.decoder.strip import sharpened, strip_of
from kiosk.adapters.decoder.tally import Sighting, Tally
from kiosk.adapters.decoder.zbar import LEVEL, UPRIGHT, Lines, read_with_zbar
from kiosk.adapters.decoder.zxing import LINEAR, read_with_zxing
from kiosk.domain.symbol import Symbol

PATCH_ROWS = 48
PATCH_PX = (420, 1000)
"""Least and greatest width of a region laid level: small codes are enlarged, large ones need no more."""
PATCH_MARGIN = 0.15
PATCH_S = 0.002


def regions_with_engines(scene: Scene) -> Iterator[Sighting]:
    """Lay each region level and let both engines read it there."""
    for region in scene.regions:
        yield from _region_with_engines(scene, region)
        if scene.tally.is_settled:
            return


def _region_with_engines(scene: Scene, region: Region) -> Iterator[Sighting]:
    """Let both engines look at a region laid level: cures rotation, and enlarges fine bars."""
    width = int(np.clip(region.length * (1 + 2 * PATCH_MARGIN) * 2, *PATCH_PX))
    patch = strip_of(scene.grey, region, (width, PATCH_ROWS), margin=PATCH_MARGIN)
    found = []
    for witness, read in _PATCH_READERS:
        if not scene.budget.allows(PATCH_S):
            return
        found += placed(read(patch), region.corners, witness)
    if not found and scene.budget.allows(PATCH_S):
        found = placed(read_with_zbar(_crop(scene.grey, region), _across(region)), region.corners, "zbar")
    if not found and scene.budget.allows(PATCH_S):
        found = placed(_sharpened_with_zxing(patch), region.corners, "zxing sharpened")
    yield from found


def _across(region: Region) -> Lines:
    """Return the lines that cross a region's bars where it lies."""
    return LEVEL if abs(np.cos(region.angle)) >= abs(np.sin(region.angle)) else UPRIGHT


def _crop(grey: Grey, region: Region) -> Grey:
    """Return the pixels around a region as they are: zbar reads fine bars better so than enlarged."""
    columns, rows = zip(*region.corners, strict=True)
    border = int(region.length * PATCH_MARGIN)
    top, left = max(0, min(rows) - border), max(0, min(columns) - border)
    return np.ascontiguousarray(grey[top : max(rows) + border, left : max(columns) + border])


def _sharpened_with_zxing(patch: Grey) -> list[Symbol]:
    return read_with_zxing(sharpened(patch), LINEAR, upright=True)


def _upright_with_zxing(patch: Grey) -> list[Symbol]:
    return read_with_zxing(patch, LINEAR, upright=True)


def _upright_with_zbar(patch: Grey) -> list[Symbol]:
    return read_with_zbar(patch, LEVEL)


_PATCH_READERS: tuple[tuple[str, Callable[[Grey], list[Symbol]]], ...] = (
    ("zxing", _upright_with_zxing),
    ("zbar", _upright_with_zbar),
)

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
