"""The three panels, and what a gloved hand needs on each: the numbers of the visual specification, section 7."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PanelSize:
    """One touchscreen."""

    name: str
    width: int
    height: int
    least_target_px: float
    """20 mm."""
    least_gap_px: float
    """5 mm."""


SMALL = PanelSize("800x480", 800, 480, 105, 27)
LARGE = PanelSize("1280x800", 1280, 800, 118, 30)
TALL = PanelSize("720x1280", 720, 1280, 164, 41)
PANELS = (SMALL, LARGE, TALL)
