"""Whether a camera still shows what it showed last, told from pictures at an eighth of their size.

Each point is the mean of 64 pixels, so that the noise of a sensor in poor light (8 levels) is one level there, and a
hand, a label or a lamp is many. What is as grey on average as what it is put upon is seen up to a second later.
"""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kiosk.ports import Frame

STEP = 6
"""Levels of grey by which a point differs."""
FEW = 8
"""So many points of 14,400 may differ by chance; a label of 20 x 10 mm seen from 60 cm covers 30."""
HEAVIER = 0.01
"""Part by which a compressed picture's size differs where much has moved; a sensor's noise makes half as much."""
AFRESH_S = 1.0
"""After so long a picture is shown again, whatever moved: light changes slowly, and somebody may be looking."""


class Stillness:
    """Remembers what was shown."""

    def __init__(self) -> None:
        self._shown: Frame | None = None
        self._shown_s = 0.0
        self._size = 0
        self._was_looked_at = False

    def is_likely(self, size: int) -> bool:
        """Say whether a compressed picture of so many bytes may pass without being looked at: never two in a row.

        To draw it costs two milliseconds, at the smallest size too; its own size costs nothing.
        """
        passes = self._shown is not None and self._was_looked_at and abs(size - self._size) < HEAVIER * self._size
        self._size, self._was_looked_at = size, not passes
        return passes

    def is_shown(self, glimpse: "Frame", at_s: float) -> bool:
        """Say whether this (height x width, grey, uint8) is what was shown a moment ago; if not, it is taken to be shown now."""
        if at_s - self._shown_s < AFRESH_S and self._shown is not None and _alike(glimpse, self._shown):
            return True
        self._shown, self._shown_s = glimpse, at_s
        return False

    def forget(self) -> None:
        """Know nothing: something else was shown since."""
        self._shown = None


def _alike(one: "Frame", other: "Frame") -> bool:
    if one.shape != other.shape:
        return False
    apart = np.abs(one.astype(np.int16) - other)
    return int(np.count_nonzero(apart > STEP)) <= FEW
