"""Pictures of rating plates with real codes, drawn so that they look photographed.

The demo shows them to the simulated camera: a plate on a painted surface, seen a little
from the side, in uneven light, a little out of focus and noisy. The same seed draws the
same pictures.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import cv2  # warps, blurs and compresses
import numpy as np
import zxingcpp  # draws the codes
from numpy.typing import NDArray

from kiosk.adapters.simulated.catalogue import SAMPLES, Layout, Sample

if TYPE_CHECKING:
    from kiosk.ports import Frame

SIZE = 1280, 720
"""Columns and rows of a picture."""
PLATE = 920, 500
MADE = "240500"
"""May 2024, as GS1 writes a month."""
QUALITY = 88
INK = (38, 36, 34)
PAINTS = ((214, 216, 218), (92, 88, 84), (168, 120, 66), (66, 72, 150), (196, 204, 190))
"""Blue, green and red of housings: white, anthracite, blue, red, mint."""
MARGIN = 26


def draw_labels(folder: Path, seed: int) -> list[Path]:
    """Draw every sample's plate into the folder; return the pictures."""
    random = np.random.default_rng(seed)
    return [
        _save(folder / f"{number:02d}-{each.category}.jpg", _photograph(_plate(each), random)) for number, each in enumerate(SAMPLES, 1)
    ]


def _save(path: Path, picture: "Frame") -> Path:
    cv2.imwrite(str(path), picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return path


# -- the plate -------------------------------------------------------------------------


def _plate(sample: Sample) -> "Frame":
    plate = np.full((PLATE[1], PLATE[0], 3), (226, 228, 230), np.uint8)
    cv2.rectangle(plate, (8, 8), (PLATE[0] - 9, PLATE[1] - 9), INK, 2, cv2.LINE_AA)
    _write(plate, sample.brand, 70, 1.9)
    _write(plate, f"Type {sample.model}", 122, 1.0)
    _write(plate, sample.rating, 164, 0.8)
    _write(plate, f"S/N {sample.serial}", 204, 0.8)
    _crossed_bin(plate, (PLATE[0] - 96, 34))
    _codes(plate, sample)
    _write(plate, "CE   IPX4   Indoor use only   Made for demonstration", PLATE[1] - 26, 0.6)
    return plate


def _write(plate: "Frame", text: str, row: int, size: float) -> None:
    cv2.putText(plate, text, (MARGIN, row), cv2.FONT_HERSHEY_DUPLEX, size, INK, 1, cv2.LINE_AA)


def _crossed_bin(plate: "Frame", at: tuple[int, int]) -> None:
    """Draw the sign of directive 2012/19/EU."""
    left, top = at
    bin_shape = np.array([(left + 8, top + 16), (left + 16, top + 66), (left + 44, top + 66), (left + 52, top + 16)])
    cv2.polylines(plate, [bin_shape], isClosed=True, color=INK, thickness=3)
    cv2.line(plate, (left, top + 14), (left + 60, top + 14), INK, 4, cv2.LINE_AA)
    cv2.line(plate, (left, top), (left + 60, top + 74), INK, 4, cv2.LINE_AA)
    cv2.line(plate, (left + 60, top), (left, top + 74), INK, 4, cv2.LINE_AA)


def _codes(plate: "Frame", sample: Sample) -> None:
    lower, right = 232, 560
    match sample.layout:
        case Layout.EAN:
            _ean(plate, sample, (250, lower))
        case Layout.EAN_SERIAL:
            _ean(plate, sample, (MARGIN, lower))
            _put(plate, _code(sample.serial, zxingcpp.BarcodeFormat.Code128, 2, 90), (right - 60, lower + 60))
        case Layout.LINK:
            link = f"https://id.example.com/01/0{sample.gtin}/21/{sample.serial}"
            _put(plate, _code(link, zxingcpp.BarcodeFormat.QRCode, 6), (right, lower - 30))
        case Layout.MATRIX:
            held = f"(01)0{sample.gtin}(11){MADE}(21){sample.serial}"
            _put(plate, _code(held, zxingcpp.BarcodeFormat.DataMatrix, 9, gs1=True), (right, lower - 30))
        case Layout.ENERGY:
            _ean(plate, sample, (MARGIN, lower))
            registration = int(sample.gtin[-7:])
            _put(plate, _code(f"https://eprel.ec.europa.eu/qr/{registration}", zxingcpp.BarcodeFormat.QRCode, 6), (right + 80, lower - 20))


def _ean(plate: "Frame", sample: Sample, at: tuple[int, int]) -> None:
    _put(plate, _code(sample.gtin, zxingcpp.BarcodeFormat.EAN13, 4, 170), at)
    digits = f"{sample.gtin[0]} {sample.gtin[1:7]} {sample.gtin[7:]}"
    cv2.putText(plate, digits, (at[0] + 70, at[1] + 212), cv2.FONT_HERSHEY_SIMPLEX, 0.9, INK, 2, cv2.LINE_AA)


def _code(text: str, symbology: zxingcpp.BarcodeFormat, module: int, rows: int = 0, *, gs1: bool = False) -> NDArray[np.uint8]:
    """Draw a code with `module` pixels to its thinnest bar, linear codes `rows` high, with its quiet zone."""
    drawn = np.array(zxingcpp.create_barcode(text, symbology, gs1=gs1).to_image(scale=1, add_quiet_zones=False), np.uint8)
    drawn = np.repeat(drawn[:1], rows, axis=0) if rows else np.repeat(drawn, module, axis=0)
    quiet = 10 * module if rows else 4 * module
    return np.pad(np.repeat(drawn, module, axis=1), ((8, 8) if rows else (quiet, quiet), (quiet, quiet)), constant_values=255)


def _put(plate: "Frame", code: NDArray[np.uint8], at: tuple[int, int]) -> None:
    left, top = at
    plate[top : top + code.shape[0], left : left + code.shape[1]] = np.maximum(code, INK[0])[:, :, None]


# -- the photograph --------------------------------------------------------------------


def _photograph(plate: "Frame", random: np.random.Generator) -> "Frame":
    """Return the plate as a hand-held camera sees it on a housing."""
    housing = np.full((SIZE[1], SIZE[0], 3), PAINTS[random.integers(len(PAINTS))], np.float32)
    housing += cv2.GaussianBlur(random.normal(0, 9, housing.shape[:2]).astype(np.float32), (0, 0), 2.2)[:, :, None] * 2
    warp = cv2.getPerspectiveTransform(_corners_of(plate), _seen_corners(random))
    cover = cv2.warpPerspective(np.ones(plate.shape[:2], np.float32), warp, SIZE, flags=cv2.INTER_AREA)[:, :, None]
    shadow = cv2.GaussianBlur(cover, (0, 0), 9)[:, :, None]
    seen = cv2.warpPerspective(plate, warp, SIZE, flags=cv2.INTER_LINEAR).astype(np.float32)
    scene = housing * (1 - 0.45 * shadow) * (1 - cover) + seen * cover
    blurred = cv2.GaussianBlur(scene * _light(random), (0, 0), float(random.uniform(0.5, 0.9)))
    noisy = blurred + random.normal(0, random.uniform(2, 5), blurred.shape)
    return np.asarray(np.clip(noisy, 0, 255), np.uint8)


def _corners_of(plate: "Frame") -> NDArray[np.float32]:
    height, width = plate.shape[:2]
    return np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)


def _seen_corners(random: np.random.Generator) -> NDArray[np.float32]:
    """Return where the plate's corners are in the picture: turned up to 5 degrees, seen a little from the side."""
    angle = np.deg2rad(random.uniform(-5, 5))
    scale = random.uniform(0.92, 1.05)
    centred = (np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * np.array(PLATE) / 2) * scale
    turned = centred @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    middle = np.array(SIZE) / 2 + random.uniform(-40, 40, 2)
    return np.asarray(turned + middle + random.uniform(-14, 14, (4, 2)), np.float32)


def _light(random: np.random.Generator) -> NDArray[np.float32]:
    """Return how bright each pixel is lit: a lamp at one side and corners that fall off."""
    down, across = np.mgrid[-1 : 1 : SIZE[1] * 1j, -1 : 1 : SIZE[0] * 1j].astype(np.float32)
    lamp = random.uniform(-0.16, 0.16) * across + random.uniform(-0.12, 0.12) * down
    return np.asarray((0.9 + lamp - 0.1 * (across**2 + down**2))[:, :, None], np.float32)
