"""Degraded frames, drawn here: a printed code on a grey counter, seen by a bad camera.

Every frame follows from its seed. The code is drawn by zxing-cpp's writer at four times
the frame's resolution, bent and turned there, brought down to 640 x 480, and only then
blurred, dimmed and covered in noise, in the order in which light and sensor do it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]

WIDTH, HEIGHT, FINE = 640, 480, 4
QUIET_MODULES = 10
BAR_ROWS = 45
"""Height of a linear code in modules."""

FORMATS = MappingProxyType(
    {
        "ean13": zxingcpp.BarcodeFormat.EAN13,
        "code128": zxingcpp.BarcodeFormat.Code128,
        "qr": zxingcpp.BarcodeFormat.QRCode,
        "datamatrix": zxingcpp.BarcodeFormat.DataMatrix,
    }
)
LINEAR = ("ean13", "code128")


@dataclass(frozen=True, slots=True, kw_only=True)
class Degradation:
    """What stands between a code and its picture; lengths in frame pixels, angles in degrees."""

    module_px: float = 2.2
    defocus_px: float = 0.6
    motion_px: int = 0
    noise: float = 3.0
    contrast: float = 0.85
    light: float = 1.0
    glare: bool = False
    tilt: float = 0.0
    turn: tuple[float, float] = (-5.0, 5.0)
    cylinder: float = 0.0
    """How far around a cylinder the code reaches, in radians to each side."""
    scratch: int = 0
    tear: float = 0.0
    """Share of the code's height that is torn off."""


CONDITIONS: Mapping[str, Degradation] = MappingProxyType(
    {
        "clean": Degradation(),
        "module 1.5 px": Degradation(module_px=1.5),
        "module 1.25 px": Degradation(module_px=1.25, defocus_px=0.4),
        "defocus 1.5 px": Degradation(defocus_px=1.5),
        "defocus 2.2 px": Degradation(defocus_px=2.2),
        "motion 3 px": Degradation(motion_px=3),
        "noise 20": Degradation(noise=20.0),
        "contrast 25 %": Degradation(contrast=0.25),
        "dark": Degradation(light=0.12, noise=4.0),
        "glare": Degradation(glare=True),
        "tilt 40": Degradation(tilt=40.0, module_px=2.6),
        "turned 20-60": Degradation(turn=(20.0, 60.0)),
        "cylinder": Degradation(cylinder=0.9, module_px=2.6),
        "scratched": Degradation(scratch=3),
        "torn": Degradation(tear=0.6),
    }
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawn frame and what its code holds."""

    pixels: Pixels
    symbology: str
    text: str


def draw(symbology: str, degradation: Degradation, seed: int) -> Frame:
    """Return the frame of that seed: 480 x 640 x 3, BGR."""
    chance = np.random.default_rng(seed)
    text = _text(symbology, chance)
    label = _label(symbology, text, degradation, chance)
    fine = _placed(label, degradation, chance)
    seen = cv2.resize(fine, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    grey = _exposed(seen, degradation, chance)
    return Frame(np.dstack([grey] * 3), symbology, text)


def _text(symbology: str, chance: np.random.Generator) -> str:
    if symbology == "ean13":
        digits = [int(each) for each in chance.integers(0, 10, 12)]
        digits[0] = max(1, digits[0])
        return "".join(map(str, digits)) + str(-sum(digit * (1, 3)[place % 2] for place, digit in enumerate(digits)) % 10)
    letters = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789-"))
    return "".join(chance.choice(letters, 10))


def _label(symbology: str, text: str, degradation: Degradation, chance: np.random.Generator) -> Pixels:
    """Return the code at 8 pixels per module with its quiet zone, scratched and torn."""
    drawn = np.array(zxingcpp.create_barcode(text, FORMATS[symbology]).to_image(scale=1, add_quiet_zones=False))
    if symbology in LINEAR:
        drawn = np.repeat(drawn[:1], BAR_ROWS, axis=0)
    label = np.pad(drawn, QUIET_MODULES, constant_values=255)
    label = np.kron(label, np.ones((8, 8), np.uint8)).astype(np.uint8)
    height, width = label.shape
    for _ in range(degradation.scratch):
        ends = chance.integers(0, (width, height), (2, 2))
        cv2.line(label, tuple(map(int, ends[0])), tuple(map(int, ends[1])), int(chance.choice([30, 230])), 6)
    if degradation.tear:
        edge = chance.integers(-20, 20, width).cumsum() // 12 + int(height * (1 - degradation.tear))
        label[np.arange(height)[:, None] > edge[None, :]] = 140
    return label


def _placed(label: Pixels, degradation: Degradation, chance: np.random.Generator) -> Pixels:
    """Return the fine frame with the label on it."""
    label = _rolled(label, degradation.cylinder)
    scale = degradation.module_px * FINE / 8
    height, width = label.shape
    turn = np.deg2rad(chance.uniform(*degradation.turn))
    squeeze = np.cos(np.deg2rad(degradation.tilt))
    far = 1 - 0.25 * np.sin(np.deg2rad(degradation.tilt))
    corners = (
        np.array(
            [[-width * far, -height * squeeze], [width * far, -height * squeeze], [width, height * squeeze], [-width, height * squeeze]]
        )
        / 2
        * scale
    )
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    middle = np.array([WIDTH, HEIGHT]) * FINE / 2 + chance.uniform(-60, 60, 2) * FINE / 4
    target = (corners @ spin.T + middle).astype(np.float32)
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    size = (WIDTH * FINE, HEIGHT * FINE)
    fine = np.full((size[1], size[0]), 120, np.uint8)
    return np.asarray(
        cv2.warpPerspective(label, matrix, size, dst=fine, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT), dtype=np.uint8
    )


def _rolled(label: Pixels, reach: float) -> Pixels:
    """Return the label as seen around a standing cylinder."""
    if not reach:
        return label
    height, width = label.shape
    seen = int(width * np.sin(reach) / reach)
    columns = (np.arcsin(np.linspace(-1, 1, seen) * np.sin(reach)) / reach + 1) / 2 * (width - 1)
    across = np.repeat(columns[None].astype(np.float32), height, axis=0)
    down = np.repeat(np.arange(height, dtype=np.float32)[:, None], seen, axis=1)
    return np.asarray(cv2.remap(label, across, down, cv2.INTER_LINEAR), dtype=np.uint8)


def _exposed(seen: Floats, degradation: Degradation, chance: np.random.Generator) -> Pixels:
    """Return what the sensor makes of the light."""
    if degradation.motion_px:
        kernel = np.zeros((degradation.motion_px * 2 + 1,) * 2, np.float32)
        angle = chance.uniform(0, np.pi)
        reach = np.linspace(-degradation.motion_px / 2, degradation.motion_px / 2, 25)
        for step in reach:
            kernel[round(degradation.motion_px + step * np.sin(angle)), round(degradation.motion_px + step * np.cos(angle))] += 1 / 25
        seen = np.asarray(cv2.filter2D(seen, -1, kernel), dtype=np.float32)
    seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), degradation.defocus_px), dtype=np.float32)
    seen = np.asarray((seen - 128) * degradation.contrast + 128, dtype=np.float32)
    if degradation.glare:
        rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
        spot = np.array([HEIGHT, WIDTH]) / 2 + chance.uniform(-40, 40, 2)
        seen = seen + 220 * np.exp(-((rows - spot[0]) ** 2 + (columns - spot[1]) ** 2) / (2 * 28.0**2))
    counted = seen * degradation.light + chance.normal(0, degradation.noise, seen.shape)
    return np.clip(counted, 0, 255).astype(np.uint8)
