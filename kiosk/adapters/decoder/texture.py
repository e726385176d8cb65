"""The texture of a picture: how strong its edges are, which way they run, how much they agree.

The structure tensor is computed on a copy of at most 640 pixels: bars too fine to be seen
there still leave their texture. It is kept at every second pixel: what is averaged over a
window of 18 pixels changes slowly, and everything after costs a quarter. Gradients and their
products are 16-bit integers, because at this size most of the time goes into fetching memory.
"""

from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from kiosk.adapters.decoder.picture import FloatArray, Grey

SIDE_PX = 640
CELL_PX = 2
"""Pixels of the copy per place, either way."""
WINDOW = 9
"""Places over which edges are averaged."""
COARSE = 32
"""What products are divided by to fit 16 bits: a gradient is 1020 at most."""
Gradient: TypeAlias = "cv2.typing.MatLike"
"""16-bit integers, as OpenCV gives them."""
WEAKEST = 60.0
"""Mean squared gradient; below is sensor noise."""
STRONG_SHARE = 0.08
"""Of the strongest edges in the picture; weaker ones are background."""
FLAT = 300.0
"""Added to the energy, so that a nearly flat place does not count as coherent."""


@dataclass(frozen=True, slots=True)
class Texture:
    """What is known at each place: a square of ``CELL_PX`` pixels of the small copy."""

    scale: float
    """Places per frame pixel."""
    energy: FloatArray
    """Mean squared gradient around the place."""
    cosine: FloatArray
    """Of twice the gradient's angle: opposite gradients count as one direction."""
    sine: FloatArray
    coherence: FloatArray
    """From 0 (edges of all directions) to 1 (of one direction only)."""
    column_slope: FloatArray
    row_slope: FloatArray

    @property
    def threshold(self) -> float:
        """The energy that stands out in this picture."""
        return max(WEAKEST, STRONG_SHARE * float(np.percentile(self.energy[::4, ::4], 99)))


def texture_of(grey: Grey) -> Texture | None:
    """Return the texture of a picture, or None where it is too small to have one."""
    scale = min(1.0, SIDE_PX / max(grey.shape))
    if min(grey.shape) * scale < WINDOW * CELL_PX:
        return None
    small = grey if scale == 1.0 else np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    dx, dy = cv2.spatialGradient(cv2.GaussianBlur(small, (3, 3), 0))
    xx, yy, xy = (_averaged(one, other) for one, other in ((dx, dx), (dy, dy), (dx, dy)))
    difference, energy = xx - yy, xx + yy
    strength = np.sqrt(difference * difference + 4 * xy * xy)
    floor = np.maximum(strength, 1e-6)
    return Texture(scale / CELL_PX, energy, difference / floor, 2 * xy / floor, strength / (energy + FLAT), _by_place(dx), _by_place(dy))


def _averaged(one: Gradient, other: Gradient) -> FloatArray:
    """Return the mean of the product of two gradients around each place."""
    product = _by_place(cv2.multiply(one, other, scale=1 / COARSE))
    product *= COARSE
    return np.asarray(cv2.boxFilter(product, -1, (WINDOW, WINDOW)), dtype=np.float32)


def _by_place(gradient: Gradient) -> FloatArray:
    share = 1 / CELL_PX
    return cv2.resize(gradient, None, fx=share, fy=share, interpolation=cv2.INTER_AREA).astype(np.float32)
