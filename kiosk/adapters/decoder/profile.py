"""From a strip of pixels to a profile of darkness."""

import cv2
import numpy as np

from kiosk.adapters.decoder.picture import FloatArray, Grey

LEAST_CONTRAST = 8.0
"""Grey values between black and white; less is flat."""


def darkness(strip: Grey, reach_px: int) -> FloatArray:
    """Return one value per column, 0 for the local white and 1 for the local black.

    :param reach_px: how far to look for white and black; a little more than a digit.
    """
    mean = np.asarray(strip.mean(axis=0, dtype=np.float32)[None], dtype=np.float32)
    span = np.ones((1, 2 * reach_px + 1), np.uint8)
    white = cv2.blur(cv2.dilate(mean, span), (2 * reach_px + 1, 1))
    black = cv2.blur(cv2.erode(mean, span), (2 * reach_px + 1, 1))
    return np.asarray(((white - mean) / np.maximum(white - black, LEAST_CONTRAST))[0], dtype=np.float32)


def turns(profile: FloatArray, depth: float = 0.12) -> int:
    """Count how often a profile turns from dark to light or back by more than ``depth``."""
    steps = np.diff(profile)
    ends = np.flatnonzero(np.diff(np.signbit(steps))) + 1
    return int((np.abs(np.diff(profile[ends])) > depth).sum())
