"""The texture of a picture: how strong its edges are, which way they run, how much they agree.

The structure tensor is computed on a copy of at most 640 pixels: bars too fine to be seen
there still leave their texture.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from kiosk.adapters.decoder.picture import FloatArray, Grey

SIDE_PX = 640
WINDOW_PX = 17
WEAKEST = 60.0
"""Mean squared gradient; below is sensor noise."""
STRONG_SHARE = 0.08
"""Of the strongest edges in the picture; weaker ones are background."""
FLAT = 300.0
"""Added to the energy, so that a nearly flat place does not count as coherent."""


@dataclass(frozen=True, slots=True)
class Texture:
    """What is known at each place of the small copy."""

    scale: float
    """Small pixels per frame pixel."""
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
    if min(grey.shape) * scale < WINDOW_PX:
        return None
    small = grey if scale == 1.0 else np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    soft = cv2.GaussianBlur(small, (3, 3), 0)
    dx, dy = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    window = (WINDOW_PX, WINDOW_PX)
    xx, yy, xy = (cv2.boxFilter(each, -1, window) for each in (dx * dx, dy * dy, dx * dy))
    difference, energy = xx - yy, xx + yy
    strength = np.sqrt(difference * difference + 4 * xy * xy)
    floor = np.maximum(strength, 1e-6)
    arrays = (energy, difference / floor, 2 * xy / floor, strength / (energy + FLAT), dx, dy)
    return Texture(scale, *(np.asarray(each, dtype=np.float32) for each in arrays))
