"""Stages that look at the whole picture: as it is, evened out, enlarged, in negative."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from kiosk.adapters.decoder.matrix import read_matrix_codes
from kiosk.adapters.decoder.picture import doubled, evened, halved, thresholded
from kiosk.adapters.decoder.scene import Scene
from kiosk.adapters.decoder.stages_votes import confirm
from kiosk.adapters.decoder.tally import Sighting
from kiosk.adapters.decoder.zbar import read_with_zbar
from kiosk.adapters.decoder.zxing import LINEAR, MATRIX, read_with_zxing
from kiosk.domain.symbol import Symbol

LARGEST_PX = 3_000_000
"""A 1080p frame has 2 million; zxing-cpp takes 15 ms for one of noise."""
LARGEST_EVENED_PX = 1_000_000
LEAST_HALVED_PX = 400


def whole_with_zxing(scene: Scene) -> Iterator[Sighting]:
    """Let zxing-cpp look at the whole picture: settles most of them."""
    grey, times = scene.grey, 1
    while grey.size > LARGEST_PX:
        grey, times = halved(grey), times * 2
    yield from (Sighting(_enlarged(each, times), "zxing") for each in read_with_zxing(grey))


def contrast_evened(scene: Scene) -> Iterator[Sighting]:
    """Even the contrast out and let zxing-cpp look again: for faint codes beside strong edges."""
    if scene.grey.size > LARGEST_EVENED_PX:
        return
    even = evened(scene.grey)
    for claim in read_with_zxing(even):
        yield Sighting(claim, "zxing")
        yield from confirm(even, replace(claim, votes=("zxing",)))


SMALL_PX = 330_000
"""640 x 480 and a little more: what is larger shows bars large enough as it is."""


def small_pictures_enlarged(scene: Scene) -> Iterator[Sighting]:
    """Enlarge a small picture with its contrast evened out, for both engines: fine bars between the pixels."""
    if scene.grey.size > SMALL_PX:
        return
    even = evened(scene.grey)
    yield from (Sighting(each, "zbar") for each in read_with_zbar(even))
    if scene.tally.is_settled or not scene.budget.allows(ENLARGED_S_PER_PX * even.size):
        return
    large = doubled(even)
    yield from (Sighting(_shrunk(each, 2), "zxing") for each in read_with_zxing(large, LINEAR))


ENLARGED_S_PER_PX = 5e-8


def light_bars(scene: Scene) -> Iterator[Sighting]:
    """Let both engines look at the picture in negative: bars lighter than what they are printed on."""
    if scene.grey.size > LARGEST_EVENED_PX:
        return
    negative = np.asarray(255 - scene.grey, dtype=np.uint8)
    yield from (Sighting(each, "zxing") for each in read_with_zxing(negative, LINEAR, thorough=False))
    if scene.budget.allows(ZBAR_S_PER_PX * negative.size):
        yield from (Sighting(each, "zbar") for each in read_with_zbar(negative))


def small_matrix_codes(scene: Scene) -> Iterator[Sighting]:
    """Enlarge what looks like a QR or Data Matrix code, and read it there."""
    if scene.texture is not None:
        yield from (Sighting(each, "zxing enlarged") for each in read_matrix_codes(scene.grey, scene.texture, scene.budget))


GLARE_PX = 21
"""Neighbourhood within which glare is even; a few modules."""


def glare_evened(scene: Scene) -> Iterator[Sighting]:
    """Tell black from white point by point and look for matrix codes again: a glare across a code hides it otherwise."""
    if scene.grey.size <= LARGEST_EVENED_PX:
        yield from (Sighting(each, "zxing") for each in read_with_zxing(thresholded(scene.grey, GLARE_PX), MATRIX, thorough=False))


ZBAR_S_PER_PX = 3e-8
"""What zbar takes at worst, on a noisy picture."""


def whole_with_zbar(scene: Scene) -> Iterator[Sighting]:
    """Let zbar look at the whole picture, linear codes only, at half size where it is large."""
    grey, times = scene.grey, 1
    while grey.size * ZBAR_S_PER_PX > scene.budget.left_s / 2 and min(grey.shape) > LEAST_HALVED_PX:
        grey, times = halved(grey), times * 2
    yield from (Sighting(_enlarged(each, times), "zbar") for each in read_with_zbar(grey))


def _shrunk(symbol: Symbol, times: int) -> Symbol:
    """Return the symbol with its place in the whole frame, found in one that is so many times larger."""
    return replace(symbol, position=tuple((x // times, y // times) for x, y in symbol.position))


def _enlarged(symbol: Symbol, times: int) -> Symbol:
    """Return the symbol with its place in the whole frame, found in one that is so many times smaller."""
    return replace(symbol, position=tuple((x * times, y * times) for x, y in symbol.position))
