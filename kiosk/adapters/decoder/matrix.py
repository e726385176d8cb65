"""Small QR and Data Matrix codes: found as blobs of texture, enlarged, then read.

At 1.25 pixels per module zxing-cpp finds no finder pattern; in a crop enlarged by cubic
interpolation and sharpened it reads nearly all of them.
"""

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.picture import Grey, thresholded
from kiosk.adapters.decoder.strip import sharpened
from kiosk.adapters.decoder.texture import Texture
from kiosk.adapters.decoder.zxing import MATRIX, read_with_zxing
from kiosk.domain.symbol import Symbol

COHERENCE = 0.75
"""Above, the edges run one way: bars, not modules."""
JOINED = 5
"""Places of the texture: gaps inside a code that are bridged, modules of one colour side by side."""
BLOBS = 2
SMALLEST_PX = 12
LONGEST_RATIO = 3.0
BORDER = 0.25
"""Share of a blob that is added on each side for its quiet zone."""
ENLARGED_PX = 480
MOST_TIMES = 4.0
NEIGHBOURHOODS = 5
"""Black is told from white within a fifth of a crop: that follows a glare across the code."""
READ_S = 0.003


def read_matrix_codes(grey: Grey, texture: Texture, budget: Budget) -> Iterator[Symbol]:
    """Yield the matrix codes in the strongest blobs."""
    for left, top, right, bottom in _blobs(texture, grey.shape):
        if not budget.allows(READ_S):
            return
        crop = grey[top:bottom, left:right]
        times = float(np.clip(ENLARGED_PX / max(crop.shape), 1.0, MOST_TIMES))
        large = np.asarray(cv2.resize(crop, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
        for symbol in _read(large, budget):
            yield replace(symbol, position=tuple((round(x / times) + left, round(y / times) + top) for x, y in symbol.position))


def _read(large: Grey, budget: Budget) -> list[Symbol]:
    """Read a crop sharpened, then against one threshold for all of it."""
    found = read_with_zxing(sharpened(large), MATRIX)
    if not found and budget.allows(READ_S):
        found = read_with_zxing(large, MATRIX, one_threshold=True)
    if not found and budget.allows(READ_S):
        found = read_with_zxing(thresholded(large, max(large.shape) // NEIGHBOURHOODS), MATRIX)
    return found


def _blobs(texture: Texture, shape: tuple[int, ...]) -> Iterator[tuple[int, int, int, int]]:
    """Yield left, top, right and bottom of the strongest blobs in frame pixels, border included."""
    mask = ((texture.coherence < COHERENCE) & (texture.energy > texture.threshold)).astype(np.uint8)
    whole = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((JOINED, JOINED), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(whole, connectivity=4)
    for label in np.argsort(-stats[1:count, cv2.CC_STAT_AREA])[:BLOBS] + 1:
        left, top, width, height = (float(each) / texture.scale for each in stats[label][:4])
        if min(width, height) < SMALLEST_PX or max(width, height) > LONGEST_RATIO * min(width, height):
            continue
        border = BORDER * max(width, height)
        yield (
            max(0, int(left - border)),
            max(0, int(top - border)),
            min(shape[1], int(left + width + border)),
            min(shape[0], int(top + height + border)),
        )
