"""A camera above the simulated counter.

A picture is shown exactly as ``kiosk read`` loads it, at its own size, so that both read
the same codes. The empty counter is drawn with a sensor's noise: a still frame would hide
a motion gate that mistakes noise for movement.
"""

import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kiosk.adapters.camera_files import load_image
from kiosk.adapters.simulated.counter_top import CounterTop
from kiosk.errors import CameraGone, FileUnreadable

if TYPE_CHECKING:
    from kiosk.ports import Frame

HEIGHT, WIDTH = 720, 1280
NOISE = 3.0
"""Standard deviation in levels of 256, as a camera has by daylight indoors."""
STRIPE = 40
FRAMES = 4
"""So many noisy frames of the empty counter are drawn once and shown in turn; drawing one takes 50 ms."""


class SimulatedCamera:
    """Shows what lies on the simulated counter, at the pace of a camera."""

    def __init__(self, top: CounterTop, *, frames_per_s: float = 15.0) -> None:
        self._top = top
        self._pause_s = 1 / frames_per_s
        self._next_s = time.monotonic()
        self._closed = threading.Event()
        self._empty: tuple[Frame, ...] = ()
        self._turn = 0
        self._loaded: tuple[str, Frame] | None = None

    def next_frame(self, *, if_moved: bool = False) -> "Frame | None":
        """Wait for the next frame and return it; None once closed.

        :raises CameraGone: the picture that lies there cannot be loaded.
        """
        del if_moved  # drawn or loaded once, a frame costs nothing
        if self._closed.wait(max(0.0, self._next_s - time.monotonic())):
            return None
        self._next_s = max(self._next_s + self._pause_s, time.monotonic())
        picture = self._top.look().picture
        return self._empty_counter() if picture is None else self._shown(picture)

    def close(self) -> None:
        """Show nothing more; twice does no harm."""
        self._closed.set()

    def _shown(self, picture: str) -> "Frame":
        if self._loaded is None or self._loaded[0] != picture:
            self._loaded = (picture, _load(picture))
        return self._loaded[1]

    def _empty_counter(self) -> "Frame":
        self._empty = self._empty or _draw_empty()
        self._turn = (self._turn + 1) % len(self._empty)
        return self._empty[self._turn]


def _load(picture: str) -> "Frame":
    try:
        return load_image(Path(picture))
    except FileUnreadable as error:
        raise CameraGone("simulated", str(error)) from error


def _draw_empty() -> "tuple[Frame, ...]":
    """Draw a worktop in uneven light, several times with other noise; in stripes, since whole floating frames take 30 MB."""
    random = np.random.default_rng(7)
    frames = tuple(np.empty((HEIGHT, WIDTH, 3), np.uint8) for _ in range(FRAMES))
    across = np.linspace(0, 1, WIDTH, dtype=np.float32)
    for top in range(0, HEIGHT, STRIPE):
        down = np.linspace(top / HEIGHT, (top + STRIPE) / HEIGHT, STRIPE, endpoint=False, dtype=np.float32)[:, None]
        grain = np.repeat(random.normal(0, 2.5, (STRIPE // 4, 1)).astype(np.float32), 4, axis=0)
        worktop = (150 + 30 * across - 25 * down + grain)[:, :, None] + np.array([-14, 0, 9], np.float32)
        for frame in frames:
            noise = NOISE * random.standard_normal(worktop.shape, dtype=np.float32)
            frame[top : top + STRIPE] = np.clip(worktop + noise, 0, 255).astype(np.uint8)
    return frames
