"""The camera's picture for the screen: one small JPEG, replaced in one move, never kept.

It costs 3 ms a picture, so it is written only while somebody looks: the desk touches the
file ``wanted`` whenever it hands the picture out. It shows people, so it is written to memory
only: in a folder on a card or disk there is no preview.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import structlog

from kiosk.adapters.health_disk import file_system_of
from kiosk.domain.symbol import Symbol
from kiosk.ports import Clock

if TYPE_CHECKING:
    from kiosk.ports import Frame

PICTURE = "latest.jpg"
WANTED = "wanted"
LOOKED_S = 5.0
PAUSE_S = 0.1
WIDTH = 640
QUALITY = 70
OUTLINE = (80, 200, 60)
"""Green, as OpenCV orders colours: blue, green, red."""
CORNERS = 3
MEMORY = frozenset({"tmpfs", "ramfs"})
"""File systems that forget; an overlay may lie on a card."""
log = structlog.get_logger()


def preview_in(folder: Path, clock: Clock) -> "PreviewFile | None":
    """Return the preview of a folder in memory; None, with a line in the log, where the folder would keep it."""
    kind = file_system_of(folder)
    if kind in MEMORY:
        return PreviewFile(folder, clock)
    log.warning("preview.off", folder=str(folder), file_system=kind, why="it would be stored; put folders.run into memory")
    return None


class PreviewFile:
    """Shows frames in a file of the preview folder while that is looked at."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._next_s = 0.0
        self._written: tuple[Frame, Sequence[Symbol]] | None = None

    def show(self, frame: "Frame", symbols: Sequence[Symbol]) -> None:
        """Show a frame with the codes found in it outlined, if anybody looks; at most ten a second."""
        now = self._clock.now()
        if now.boot_s < self._next_s or self._is_written(frame, symbols) or not self._is_wanted(now.wall_s):
            return
        import cv2  # compresses, and takes memory that capture is spared until somebody looks

        self._next_s = now.boot_s + PAUSE_S
        written, jpeg = cv2.imencode(".jpg", _drawn(frame, symbols), [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
        if written:
            self._replace(jpeg.tobytes())
            self._written = (frame, symbols)

    def _is_written(self, frame: "Frame", symbols: Sequence[Symbol]) -> bool:
        """Say whether the file shows this already: the same frame is handed out while nothing moves."""
        return self._written is not None and self._written[0] is frame and self._written[1] == symbols

    def _is_wanted(self, wall_s: float) -> bool:
        try:
            return abs(wall_s - (self._folder / WANTED).stat().st_mtime) <= LOOKED_S
        except OSError:
            return False

    def _replace(self, jpeg: bytes) -> None:
        draft = self._folder / f".{PICTURE}.{os.getpid()}"
        try:
            draft.write_bytes(jpeg)
            draft.replace(self._folder / PICTURE)
        except OSError as error:
            log.warning("preview.unwritable", why=str(error))


def _drawn(frame: "Frame", symbols: Sequence[Symbol]) -> "Frame":
    """Return a smaller copy with outlines; the frame itself stays as it is."""
    import cv2  # shrinks and draws

    height, width = frame.shape[:2]
    scale = min(1.0, WIDTH / width)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
    small = small.copy() if small is frame else small
    for symbol in symbols:
        if len(symbol.position) >= CORNERS:
            corners = np.rint(np.array(symbol.position) * scale).astype(np.int32)
            cv2.polylines(small, [corners], isClosed=True, color=OUTLINE, thickness=3, lineType=cv2.LINE_AA)
    return np.asarray(small, np.uint8)
