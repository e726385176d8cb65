"""A camera that another program of this machine serves as Motion JPEG over HTTP.

Only the loopback is asked: the capture role has no network.
"""

import os
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import cv2  # this adapter is FFmpeg behind OpenCV
import numpy as np

from kiosk.adapters.camera_wire import Wish
from kiosk.errors import CameraGone

if TYPE_CHECKING:
    from kiosk.ports import Frame

OPEN_MS = 3000
READ_MS = 20_000
"""Longer than capture waits before it ends a camera that hangs."""


def is_local(address: str) -> bool:
    """Say whether an address is http on the loopback."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        return parts.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


class MjpegCamera:
    """An open stream of JPEG pictures."""

    def __init__(self, wish: Wish) -> None:
        """Open it.

        :raises CameraGone: nobody serves there, or the address is not on this machine.
        """
        self._name = wish.device
        if not is_local(wish.device):
            raise CameraGone(self._name, "it is no address like http://127.0.0.1:8090/stream on this machine (capture.camera_device)")
        os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # it would print what is raised here
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_MS]
        self._video = cv2.VideoCapture(wish.device, cv2.CAP_FFMPEG, limits)
        if not self._video.isOpened():
            self._video.release()
            raise CameraGone(self._name, "nobody serves pictures there")

    def grab(self) -> None:
        """Wait for the next frame and keep it raw.

        :raises CameraGone: none comes any more.
        """
        if not self._video.grab():
            raise CameraGone(self._name, "the stream ended")

    def frame(self) -> "Frame":
        """Return the frame grabbed last.

        :raises CameraGone: it is broken.
        """
        whole, frame = self._video.retrieve()
        if not whole:
            raise CameraGone(self._name, "its picture is broken")
        return np.asarray(frame, np.uint8)

    def close(self) -> None:
        """Let go of the stream; twice does no harm."""
        self._video.release()
