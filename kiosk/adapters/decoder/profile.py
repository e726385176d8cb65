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


SLANTS_PX = (0, -3, 3, -6, 6, -10, 10)
"""How far bars may lean between the first and the last row of a band: perspective, and regions not quite level."""


def contrast(strip: Grey) -> float:
    """Return how much the mean of the columns changes from one to the next, in sum."""
    return float(np.abs(np.diff(strip.mean(axis=0, dtype=np.float32))).sum())


def straightened(strip: Grey) -> Grey:
    """Return the strip with leaning bars set upright: averaged along leaning ones, edges are lost."""
    return max((_leant(strip, slant) for slant in SLANTS_PX), key=contrast)


def _leant(strip: Grey, slant_px: int) -> Grey:
    if not slant_px:
        return strip
    rows, columns = strip.shape
    matrix = np.array([[1.0, slant_px / (rows - 1), -slant_px / 2], [0.0, 1.0, 0.0]], dtype=np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(strip, matrix, (columns, rows), flags=flags, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)
