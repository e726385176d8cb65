"""Motion JPEG through OpenCV: pictures are kept as the camera compressed them until somebody wants to see one whole.

To decompress a picture of 720p costs 4 ms, to draw it at an eighth of its size from the same bytes one, and nothing at
all where the camera gives more pictures than are asked for.
"""

from typing import TYPE_CHECKING

import cv2  # OpenCV's side of two cameras
import numpy as np

from kiosk.errors import CameraGone

if TYPE_CHECKING:
    from kiosk.ports import Frame

PLANES = 3
"""Dimensions of a picture that OpenCV has decompressed itself, as it does for cameras without JPEG."""


class VideoCamera:
    """A camera behind ``cv2.VideoCapture``, told to hand out its pictures compressed where it can."""

    def __init__(self, name: str, video: cv2.VideoCapture, ended: str) -> None:
        """Take an open one.

        :param ended: what it means that no picture comes any more.
        """
        self._name = name
        self._video = video
        self._ended = ended
        self._picture: Frame | None = None

    def grab(self) -> None:
        """Wait for the next frame and keep it raw.

        :raises CameraGone: none comes any more.
        """
        self._picture = None
        if not self._video.grab():
            raise CameraGone(self._name, self._ended)

    def compressed_bytes(self) -> int:
        """Return how large the frame grabbed last is as the camera compressed it; 0 where it came whole.

        :raises CameraGone: it is broken.
        """
        picture = self._retrieved()
        return 0 if picture.ndim == PLANES else picture.size

    def glimpse(self) -> "Frame | None":
        """Return the frame grabbed last at an eighth of its size, in grey (height x width, uint8); None where it came whole.

        :raises CameraGone: it is broken.
        """
        picture = self._retrieved()
        return None if picture.ndim == PLANES else self._decompressed(picture, cv2.IMREAD_REDUCED_GRAYSCALE_8)

    def frame(self) -> "Frame":
        """Return the frame grabbed last (height x width x 3, BGR, uint8).

        :raises CameraGone: it is broken.
        """
        picture = self._retrieved()
        return picture if picture.ndim == PLANES else self._decompressed(picture, cv2.IMREAD_COLOR)

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        self._video.release()

    def _retrieved(self) -> "Frame":
        if self._picture is None:
            whole, picture = self._video.retrieve()
            if not whole:
                raise self._broken()
            self._picture = np.asarray(picture, np.uint8)
        return self._picture

    def _decompressed(self, picture: "Frame", how: int) -> "Frame":
        drawn = cv2.imdecode(picture, how)
        if drawn is None:
            raise self._broken()
        return np.asarray(drawn, np.uint8)

    def _broken(self) -> CameraGone:
        return CameraGone(self._name, "its picture is broken")
