"""A strip cut through a symbol that was found: straight, level and of known scale.

A second witness that looks at a strip costs a fraction of a millisecond, because it sees
the code and its quiet zones and nothing else.
"""

import cv2
import numpy as np

from kiosk.adapters.decoder.locate import Region
from kiosk.adapters.decoder.picture import FloatArray, Grey
from kiosk.domain.symbol import Symbol

ROWS = 24
QUIET = 0.12
"""Share of the symbol's length that is added on each side."""
CORNERS = 4
SHORTEST_PX = 24
LONGEST_PX = 1600


def strip_through(grey: Grey, symbol: Symbol, *, rows: int = ROWS, scale: float = 1.0) -> Grey | None:
    """Return rows x length pixels along the symbol's reading direction, quiet zones included; None where it has no length."""
    if len(symbol.position) != CORNERS:
        return None
    top_left, top_right, bottom_right, bottom_left = np.array(symbol.position, dtype=np.float32)
    start, end = (top_left + bottom_left) / 2, (top_right + bottom_right) / 2
    along = end - start
    length = float(np.hypot(*along))
    if not SHORTEST_PX <= length <= LONGEST_PX:
        return None
    height = max(float(np.hypot(*(bottom_left - top_left))), float(np.hypot(*(bottom_right - top_right))))
    step = min(1.0, max(height, 3.0) / (rows * 1.2))
    return _resample(grey, start - along * QUIET, along / length / scale, (int(length * (1 + 2 * QUIET) * scale), rows), step)


def _resample(grey: Grey, origin: FloatArray, along: FloatArray, size: tuple[int, int], step: float) -> Grey:
    """Return size (width, height) pixels from origin on; one column is ``along``, one row ``step`` pixels."""
    across = np.array([-along[1], along[0]], dtype=np.float32) / float(np.hypot(*along)) * step
    corner = origin - across * (size[1] - 1) / 2
    matrix = np.column_stack([along, across, corner]).astype(np.float32)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(grey, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)


def strip_of(grey: Grey, region: Region, size: tuple[int, int], *, margin: float = QUIET) -> Grey:
    """Return size (width, height) pixels of a region laid level; ``margin`` of its length is added on each side."""
    width, height = size
    step = region.length * (1 + 2 * margin) / width
    middle = (region.across[0] + region.across[1]) / 2
    origin = region.at(region.along[0] - margin * region.length, middle)
    ahead = (region.at(1.0, 0.0) - region.at(0.0, 0.0)) * step
    return _resample(grey, origin, ahead, size, region.height / height)


def sharpened(grey: Grey, amount: float = 1.5, sigma: float = 1.2) -> Grey:
    """Return the picture with its edges raised (unsharp mask)."""
    soft = cv2.GaussianBlur(grey, (0, 0), sigma)
    return np.asarray(cv2.addWeighted(grey, 1 + amount, soft, -amount, 0), dtype=np.uint8)
