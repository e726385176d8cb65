"""A camera on the Pi's ribbon cable, through picamera2.

Debian's package ``python3-picamera2``; only here it is imported, because libcamera exists
on a Pi only and pip has no wheels of it. Formats are named after the order in a word:
``RGB888`` is blue, green, red in memory, as OpenCV has it.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from kiosk.adapters.camera_wire import Wish
from kiosk.errors import CameraGone

if TYPE_CHECKING:
    from kiosk.ports import Frame

US_PER_MS = 1000
BUFFERS = 3


class CsiCamera:
    """An open CSI camera."""

    def __init__(self, wish: Wish) -> None:
        """Open it.

        :raises CameraGone: there is none, or the package is missing.
        """
        self._name = f"csi {wish.device}".strip()
        self._request: Any = None
        self._camera: Any = None
        try:
            from picamera2 import Picamera2

            self._camera = Picamera2(int(wish.device or 0))
            self._camera.configure(
                self._camera.create_video_configuration(
                    main={"size": (wish.width, wish.height), "format": "RGB888"}, buffer_count=BUFFERS, controls=controls_of(wish)
                )
            )
            self._camera.start()
        except ImportError as error:
            raise CameraGone(self._name, "the package python3-picamera2 is missing") from error
        except (IndexError, OSError, RuntimeError, ValueError) as error:
            self.close()
            raise CameraGone(self._name, f"libcamera says: {error}") from error

    def grab(self) -> None:
        """Wait for the next frame and keep it raw.

        :raises CameraGone: none comes any more.
        """
        self._release()
        try:
            self._request = self._camera.capture_request()
        except (OSError, RuntimeError) as error:
            raise CameraGone(self._name, f"libcamera says: {error}") from error

    def compressed_bytes(self) -> int:
        """Return 0: the frame comes whole."""
        return 0

    def glimpse(self) -> None:
        """Return nothing: the frame is whole already, and costs no more."""

    def frame(self) -> "Frame":
        """Return the frame grabbed last."""
        return np.ascontiguousarray(self._request.make_array("main"), np.uint8)

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        self._release()
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.stop()
            camera.close()

    def _release(self) -> None:
        """Give the last frame's buffer back to libcamera, which has few."""
        request, self._request = self._request, None
        if request is not None:
            request.release()


def controls_of(wish: Wish) -> dict[str, object]:
    """Return what libcamera is told: the pace, and a fixed exposure with automatic gain unless left to the camera."""
    frame_us = round(1e6 / wish.frames_per_s)
    pace = {"FrameDurationLimits": (frame_us, frame_us)}
    return {**pace, "ExposureTime": round(wish.exposure_ms * US_PER_MS)} if wish.exposure_ms else dict(pace)
