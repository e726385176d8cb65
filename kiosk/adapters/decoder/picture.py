"""What the stages get: one grey picture."""

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kiosk.ports import Frame

Grey: TypeAlias = NDArray[np.uint8]
"""Height x width, contiguous."""
FloatArray: TypeAlias = NDArray[np.float32]

LONGEST_SIDE = 20_000
"""Longer pictures are refused; zbar and zxing-cpp count pixels in 32 bits."""
FLAT = 2
"""Dimensions of a grey picture."""
_BGR = 3
_PLANES = (1, _BGR, 4)


def check(image: "Frame") -> None:
    """Refuse what is no picture.

    :raises ValueError: the array has no shape or type of a picture.
    """
    is_flat = image.ndim == FLAT
    if image.dtype != np.uint8 or image.ndim not in {FLAT, FLAT + 1} or not (is_flat or image.shape[2] in _PLANES):
        raise ValueError(f"a picture is uint8, height x width or height x width x 3, not {image.dtype} {image.shape}")
    if max(image.shape[:2]) > LONGEST_SIDE:
        raise ValueError(f"a picture is at most {LONGEST_SIDE} pixels long, not {image.shape}")


def grey_of(image: "Frame") -> Grey:
    """Return the picture in grey.

    :raises ValueError: the array is no picture.
    """
    check(image)
    if image.ndim == FLAT:
        return np.ascontiguousarray(image)
    if image.shape[2] == 1 or not image.size:
        return np.ascontiguousarray(image[:, :, 0])
    import cv2  # native: the parent of a decoding child checks pictures and never converts one

    code = cv2.COLOR_BGR2GRAY if image.shape[2] == _BGR else cv2.COLOR_BGRA2GRAY
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(image), code), dtype=np.uint8)


def halved(grey: Grey) -> Grey:
    """Return the picture at half its size."""
    import cv2

    return np.asarray(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def doubled(grey: Grey) -> Grey:
    """Return the picture at twice its size."""
    import cv2

    return np.asarray(cv2.resize(grey, None, fx=2.0, fy=2.0, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def evened(grey: Grey) -> Grey:
    """Return the picture with its contrast evened out (CLAHE, 8 x 8 tiles)."""
    import cv2

    return np.asarray(cv2.createCLAHE(2.0, (8, 8)).apply(grey), dtype=np.uint8)


def thresholded(grey: Grey, size_px: int) -> Grey:
    """Return the picture in black and white, each point against the mean of so many pixels around it."""
    import cv2

    mean, binary = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY
    return np.asarray(cv2.adaptiveThreshold(grey, 255, mean, binary, max(3, size_px | 1), 0), dtype=np.uint8)
