"""A camera that another program of this machine serves as Motion JPEG over HTTP.

Only the loopback is asked: the capture role has no network.
"""

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

import cv2  # this adapter is FFmpeg behind OpenCV

from kiosk.adapters.camera_video import VideoCamera
from kiosk.adapters.camera_wire import Wish
from kiosk.errors import CameraGone

OPEN_MS = 3000
COMPRESSED = -1
"""Of ``CAP_PROP_FORMAT``: pictures as they arrive."""
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


class MjpegCamera(VideoCamera):
    """An open stream of JPEG pictures."""

    def __init__(self, wish: Wish) -> None:
        """Open it.

        :raises CameraGone: nobody serves there, or the address is not on this machine.
        """
        name = wish.device
        if not is_local(name):
            raise CameraGone(name, "it is no address like http://127.0.0.1:8090/stream on this machine (capture.camera_device)")
        os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # it would print what is raised here
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_MS]
        video = cv2.VideoCapture(name, cv2.CAP_FFMPEG, limits)
        if not video.isOpened():
            video.release()
            raise CameraGone(name, "nobody serves pictures there")
        video.set(cv2.CAP_PROP_FORMAT, COMPRESSED)
        super().__init__(name, video, "the stream ended")
