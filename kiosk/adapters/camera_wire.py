"""What capture and the child that holds the camera say to each other; the pixels lie in shared memory."""

from typing import Literal

import msgspec

from kiosk.settings import Capture

REQUEST = b"?"
"""Asks for one frame."""
IF_MOVED = b"~"
"""Asks for one frame if it shows something else than the last."""


class Wish(msgspec.Struct, frozen=True):
    """Which camera, and how it is to be set."""

    kind: Literal["uvc", "csi", "mjpeg"]
    device: str = ""
    """A name under /dev/v4l/by-id, a number, or an address."""
    width: int = 1280
    height: int = 720
    frames_per_s: float = 15.0
    exposure_ms: float = 5.0
    """0 leaves it to the camera."""


class Shot(msgspec.Struct, frozen=True, tag=True):
    """A frame lies in the shared memory."""

    shape: tuple[int, ...]


class Same(msgspec.Struct, frozen=True, tag=True):
    """Nothing moved since the last shot."""


class Gone(msgspec.Struct, frozen=True, tag=True):
    """There is no frame."""

    why: str


def wish_of(capture: Capture) -> Wish:
    """Return what the settings wish for.

    :raises ValueError: the settings name no live camera.
    """
    if capture.camera not in {"uvc", "csi", "mjpeg"}:
        raise ValueError(f"{capture.camera} is no live camera")
    wished = (capture.camera_width, capture.camera_height, capture.frames_per_s, capture.exposure_ms)
    return msgspec.convert(dict(zip(Wish.__struct_fields__, (capture.camera, capture.camera_device, *wished), strict=True)), Wish)
