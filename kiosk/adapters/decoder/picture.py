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


def grey_of(image: "Frame") -> Grey:
    """Return the picture in grey.

    :raises ValueError: the array has no shape or type of a picture.
    """
    import cv2

    if image.dtype != np.uint8 or image.ndim not in {2, 3} or max(image.shape[:2]) > LONGEST_SIDE:
        raise ValueError(f"a picture is uint8, height x width or height x width x 3, not {image.dtype} {image.shape}")
    if image.ndim == 2:
        return np.ascontiguousarray(image)
    if image.shape[2] == 1 or image.size == 0:
        return np.ascontiguousarray(image[:, :, 0])
    if image.shape[2] not in {3, 4}:
        raise ValueError(f"a picture has 1, 3 or 4 colour planes, not {image.shape[2]}")
    code = cv2.COLOR_BGR2GRAY if image.shape[2] == 3 else cv2.COLOR_BGRA2GRAY
    return np.asarray(cv2.cvtColor(np.ascontiguousarray(image), code), dtype=np.uint8)
