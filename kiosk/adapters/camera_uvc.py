"""A USB camera through Video4Linux: opened by its name, never by a number.

Numbers change with the socket and the order of plugging; number 0 may be a scanner or the
Pi's own video hardware. The exposure is short by default: blur by movement of two modules
defeats every decoder, darkness does not.
"""

from pathlib import Path

import cv2  # this adapter is OpenCV's Video4Linux side

from kiosk.adapters.camera_video import VideoCamera
from kiosk.adapters.camera_wire import Wish
from kiosk.errors import CameraGone

BY_ID = Path("/dev/v4l/by-id")
PICTURES = "-video-index0"
"""How the node ends that gives pictures; the others of a camera give data about them."""
MANUAL, AUTOMATIC = 1, 3
"""Values of V4L2_CID_EXPOSURE_AUTO for UVC cameras."""
MOTION_JPEG = cv2.VideoWriter.fourcc(*"MJPG")
STEPS_PER_MS = 10
"""V4L2_CID_EXPOSURE_ABSOLUTE counts tenths of a millisecond."""


def cameras(by_id: Path = BY_ID) -> tuple[str, ...]:
    """Return the names of the USB cameras that are plugged in, sorted."""
    return tuple(sorted(each.name for each in by_id.glob(f"*{PICTURES}")))


def device_of(name: str, by_id: Path = BY_ID) -> Path:
    """Return the device of a camera; of the only one where no name is given.

    :raises CameraGone: it is not plugged in, or the name is missing and there are several.
    """
    found = cameras(by_id)
    if not name and len(found) == 1:
        return (by_id / found[0]).resolve()
    listed = ", ".join(found) or "none"
    if not name:
        raise CameraGone("uvc", f"name one of the cameras plugged in (capture.camera_device): {listed}")
    if "/" in name or not (by_id / name).exists():
        raise CameraGone(name, f"it is not plugged in; plugged in: {listed}")
    return (by_id / name).resolve()


class UvcCamera(VideoCamera):
    """An open USB camera."""

    def __init__(self, wish: Wish, by_id: Path = BY_ID) -> None:
        """Open it.

        :raises CameraGone: it is not plugged in, or another program has it.
        """
        device = device_of(wish.device, by_id)
        name = wish.device or device.name
        video = cv2.VideoCapture(str(device), cv2.CAP_V4L2)
        if not video.isOpened():
            video.release()
            raise CameraGone(name, f"{device} cannot be opened; another program may have it")
        for setting, value in settings_of(wish):
            video.set(setting, value)
        if int(video.get(cv2.CAP_PROP_FOURCC)) == MOTION_JPEG:
            video.set(cv2.CAP_PROP_CONVERT_RGB, 0)
        super().__init__(name, video, "it was unplugged, or stopped")


def settings_of(wish: Wish) -> tuple[tuple[int, float], ...]:
    """Return what a camera is set to, in order: the kind of picture decides which sizes there are."""
    exposure = (
        ((cv2.CAP_PROP_AUTO_EXPOSURE, MANUAL), (cv2.CAP_PROP_EXPOSURE, round(wish.exposure_ms * STEPS_PER_MS)))
        if wish.exposure_ms
        else ((cv2.CAP_PROP_AUTO_EXPOSURE, AUTOMATIC),)
    )
    return (
        (cv2.CAP_PROP_FOURCC, MOTION_JPEG),
        (cv2.CAP_PROP_FRAME_WIDTH, wish.width),
        (cv2.CAP_PROP_FRAME_HEIGHT, wish.height),
        (cv2.CAP_PROP_FPS, wish.frames_per_s),
        (cv2.CAP_PROP_BUFFERSIZE, 1),
        *exposure,
    )
