"""Measure how fine a module may be in the picture, and write the tables of docs/hardware/cameras.md.

``python benchmarks/cameras.py [--frames N]``. Frames are drawn by benchmarks/frames.py: a
good lens in focus, a lamp, a code turned by up to five degrees. What is readable in pixels
becomes millimetres by the width of the counter that fits into the picture.
"""

import argparse
import math
import sys
from collections.abc import Mapping
from pathlib import Path

import cv2

sys.path.insert(0, str(Path(__file__).parents[1]))  # so that it runs as a file

from benchmarks import frames
from benchmarks.decode import as_pairs, normal

PAGE = Path(__file__).parents[1] / "docs" / "hardware" / "cameras.md"
BEGIN, END = "<!-- tables: begin -->", "<!-- tables: end -->"
MODULES_PX = (0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8, 2.0)
ENOUGH = 0.95
"""A module is readable from where on so many frames are read, and all wider ones too."""
ACROSS_DEGREES = 66.0
"""Angle across the picture: the Pi's Camera Module 3, and a common webcam."""
DISTANCES_MM = (200, 300, 400)
WIDTHS_PX = {"720p": 1280, "1080p": 1920}
PRINTED = "A shop's EAN has modules of 0.33 mm (0.26 to 0.66), a rating plate's Code 128 0.19 to 0.25, its QR or Data Matrix 0.3 to 0.5."

Curve = Mapping[float, float]


def curve(symbology: str, count: int) -> Curve:
    """Return the share of frames read at each module width in pixels."""
    return {px: sum(_is_read(symbology, px, seed) for seed in range(count)) / count for px in MODULES_PX}


def _is_read(symbology: str, module_px: float, seed: int) -> bool:
    frame = frames.draw(symbology, frames.Degradation(module_px=module_px, defocus_px=0.45), seed)
    right = set(normal(symbology, frame.text))
    return any(set(normal(kind, text)) & right for kind, text in as_pairs(frame.pixels))


def finest_px(shares: Curve) -> float:
    """Return the finest module from which on everything is read; infinite where nothing is."""
    finest = math.inf
    for px in sorted(shares, reverse=True):
        if shares[px] < ENOUGH:
            break
        finest = px
    return finest


def finest_mm(module_px: float, width_px: int, distance_mm: float) -> float:
    """Return what that is on the counter: the field of view is 2 d tan(angle / 2) wide."""
    return module_px * 2 * distance_mm * math.tan(math.radians(ACROSS_DEGREES / 2)) / width_px


def tables(curves: Mapping[str, Curve], count: int) -> str:
    """Return both tables."""
    names = list(curves)
    lines = [f"| module in the picture, % of {count} frames read | " + " | ".join(names) + " |", "|---|" + "--:|" * len(names)]
    lines += [f"| {px:g} px | " + " | ".join(f"{100 * curves[name][px]:.0f}" for name in names) + " |" for px in MODULES_PX]
    finest = {name: finest_px(curves[name]) for name in names}
    lines += ["", "| smallest readable module | " + " | ".join(names) + " |", "|---|" + "--:|" * len(names)]
    for kind, width_px in WIDTHS_PX.items():
        for distance_mm in DISTANCES_MM:
            cells = [f"{finest_mm(finest[name], width_px, distance_mm):.2f} mm" for name in names]
            lines.append(f"| {kind} at {distance_mm // 10} cm | " + " | ".join(cells) + " |")
    return "\n".join([*lines, "", PRINTED])


def main() -> None:
    """Measure, and write the tables into the page."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--frames", type=int, default=40, help="drawn frames per symbology and width")
    count = arguments.parse_args().frames
    cv2.setNumThreads(1)
    text = tables({symbology: curve(symbology, count) for symbology in frames.FORMATS}, count)
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


if __name__ == "__main__":
    main()
