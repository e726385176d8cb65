"""Examining a camera: does it give pictures, fast enough, bright enough and sharp enough for codes."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from kiosk.errors import CameraGone, CameraStarting
from kiosk.ports import FrameSource

if TYPE_CHECKING:
    from kiosk.ports import Frame

START_S = 20.0
"""A camera is waited for so long."""
FRAMES = 15
LEAST_WIDTH = 1280
DARK, BRIGHT = 40.0, 225.0
"""Mean of 256 levels; beyond, codes drown in noise or in white."""
BURNT = 0.05
"""Share of white points that is glare."""


@dataclass(frozen=True, slots=True)
class CameraFinding:
    """One step of the examination."""

    step: str
    is_well: bool
    said: str
    remedy: str = ""


def examine(camera: FrameSource) -> Iterator[CameraFinding]:
    """Yield what each step finds; only a camera without pictures ends it early."""
    began_s = time.monotonic()
    try:
        first = _first_frame(camera)
    except CameraGone as error:
        yield CameraFinding("picture", is_well=False, said=error.why, remedy="check its plug and capture.camera_device")
        return
    if first is None:
        yield CameraFinding("picture", is_well=False, said="it shows nothing", remedy="check capture.camera_device")
        return
    yield CameraFinding("picture", is_well=True, said=f"the first came after {time.monotonic() - began_s:.1f} s")
    frames, per_s = _some(camera, first)
    yield _size(frames[-1])
    yield CameraFinding("pace", is_well=True, said=f"{per_s:.0f} frames a second")
    yield _light(np.asarray(frames[-1]))


def _first_frame(camera: FrameSource) -> "Frame | None":
    until_s = time.monotonic() + START_S
    while True:
        try:
            return camera.next_frame()
        except CameraGone as error:
            if time.monotonic() > until_s or not isinstance(error, CameraStarting):
                raise


def _some(camera: FrameSource, first: "Frame") -> "tuple[list[Frame], float]":
    """Return the last frames and how many came in a second; it may go away meanwhile."""
    frames, began_s = [first], time.monotonic()
    try:
        while len(frames) <= FRAMES and (frame := camera.next_frame()) is not None:
            frames.append(frame)
    except CameraGone:
        pass
    return frames, (len(frames) - 1) / max(time.monotonic() - began_s, 1e-6)


def _size(frame: "Frame") -> CameraFinding:
    height, width = frame.shape[:2]
    return CameraFinding(
        "size",
        is_well=width >= LEAST_WIDTH,
        said=f"{width} x {height} pixels",
        remedy=f"ask for at least {LEAST_WIDTH} across (capture.camera_width), or choose a camera of docs/hardware/cameras.md",
    )


def _light(frame: "Frame") -> CameraFinding:
    grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    mean, burnt = float(grey.mean()), float((grey == np.iinfo(np.uint8).max).mean())
    said = f"{mean:.0f} of 255 on average, {100 * burnt:.0f} % burnt white"
    if mean < DARK:
        return CameraFinding(
            "light", is_well=False, said=said, remedy="add light above the counter; do not expose longer, movement would blur codes"
        )
    if mean > BRIGHT or burnt > BURNT:
        return CameraFinding(
            "light", is_well=False, said=said, remedy="turn the lamp so that it does not mirror, or expose shorter (capture.exposure_ms)"
        )
    return CameraFinding("light", is_well=True, said=said)
