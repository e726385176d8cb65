"""Pictures of codes for the decoder's tests."""

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

EAN = "4006381333931"
UPC_E = "01234565"

Picture = NDArray[np.uint8]


def code(text: str = EAN, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.EAN13, *, scale: int = 3) -> Picture:
    """Return a code in black on white without margin."""
    return np.array(zxingcpp.create_barcode(text, kind).to_image(scale=scale, add_quiet_zones=False))


def on_counter(label: Picture, *, size: tuple[int, int] = (480, 640), grey: int = 150, quiet: int = 30) -> Picture:
    """Return the label with its quiet zone in the middle of a grey counter."""
    label = np.pad(label, quiet, constant_values=255)
    counter = np.full(size, grey, np.uint8)
    top, left = (size[0] - label.shape[0]) // 2, (size[1] - label.shape[1]) // 2
    counter[top : top + label.shape[0], left : left + label.shape[1]] = label
    return counter


def turned(picture: Picture, degrees: float) -> Picture:
    """Return the picture turned around its middle."""
    middle = (picture.shape[1] / 2, picture.shape[0] / 2)
    matrix = cv2.getRotationMatrix2D(middle, degrees, 1)
    return np.asarray(cv2.warpAffine(picture, matrix, picture.shape[::-1], borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)


def defocused(picture: Picture, sigma_px: float) -> Picture:
    """Return the picture out of focus, with a little noise."""
    soft = cv2.GaussianBlur(picture, (0, 0), sigma_px)
    return np.clip(soft + np.random.default_rng(1).normal(0, 2, soft.shape), 0, 255).astype(np.uint8)
