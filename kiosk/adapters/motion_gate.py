"""The cheap look at every frame, which tells whether anything on the counter moved.

Looking for codes in a noisy empty 720p frame costs 5 to 50 ms, comparing a small copy of
it 0.1 ms, so nothing is decoded that did not change. The copy is a plain subsample, four
pixels to a point against the sensor's noise; a change of light that is the same
everywhere is taken out before two copies are compared.
"""

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kiosk.ports import Glance

if TYPE_CHECKING:
    from kiosk.ports import Frame

_Small: TypeAlias = NDArray[np.int16]
"""About 90 x 160; each point the sum of four green values."""

COLUMNS = 160
PIXELS_IN_A_POINT = 4
STEP = 20 * PIXELS_IN_A_POINT
"""A point differs from here on: three and a half times the noise of a camera in poor light (8 levels)."""
SHARE = 0.002
"""So many points must differ: 29, a label of 20 x 10 mm seen from 60 cm."""
LIGHT = 20 * PIXELS_IN_A_POINT
"""So much brighter or darker everywhere is other light; more is another thing."""
KEPT = 8
"""The empty counter and the last few scenes."""


class ThumbnailGate:
    """Knows by a small copy of the frame whether the scene changed, and the last scenes again."""

    def __init__(self) -> None:
        self._now: _Small = np.zeros((0, 0), np.int16)
        self._scene: int | None = None
        self._kept: dict[int, _Small] = {}
        self._next = 1

    def look(self, frame: "Frame") -> Glance:
        """Compare the frame (height x width x 3, uint8) with the scene before and with the kept ones."""
        small = _subsample(frame)
        if _alike(small, self._now):
            return Glance(moved=False, scene=self._scene)
        self._now = small
        self._scene = self._find(small)
        return Glance(moved=True, scene=self._scene)

    def keep(self) -> int:
        """Keep the present scene, to know it again; the one not seen for longest is forgotten."""
        if self._scene is None:
            self._scene, self._next = self._next, self._next + 1
            self._kept[self._scene] = self._now
            self._kept = dict(list(self._kept.items())[-KEPT:])
        return self._scene

    def _find(self, small: _Small) -> int | None:
        """Return the kept scene, brought up to date and to the end of the queue: light changes during the day."""
        found = next((number for number, kept in self._kept.items() if _alike(small, kept)), None)
        if found is not None:
            del self._kept[found]
            self._kept[found] = small
        return found


def _subsample(frame: "Frame") -> _Small:
    """Return the sum of four pixels for each point of a grid of about 160 columns."""
    green = frame[:, :, 1]
    step = max(2, -(-frame.shape[1] // COLUMNS))
    half = step // 2
    rows, columns = (side - side % step for side in green.shape)
    whole = green[:rows, :columns]
    small: _Small = whole[::step, ::step].astype(np.int16)
    for row, column in ((0, half), (half, 0), (half, half)):
        small += whole[row::step, column::step]
    return small


def _alike(one: _Small, other: _Small) -> bool:
    if one.shape != other.shape or not one.size:
        return False
    difference = one - other
    difference -= np.int16(np.clip(np.median(difference[::4, ::4]), -LIGHT, LIGHT))
    return bool(np.count_nonzero(np.abs(difference) > STEP) <= SHARE * difference.size)
