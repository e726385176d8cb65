"""How the retail codes are built: which elements follow each other."""

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

from kiosk.adapters.decoder.ean_bars import DIGIT
from kiosk.domain.symbol import Symbology


class Mark(IntEnum):
    """An element that is no digit."""

    START = 0
    END = 1
    MIDDLE = 2
    SHORT_END = 3
    """The end of a UPC-E."""
    QUIET = 4
    """White behind the code: tells a UPC-E from the left half of an EAN-13."""


class Half(IntEnum):
    """Which pattern sets a digit may come from."""

    LEFT = 0
    """Set L or G."""
    ODD = 1
    """Set L only."""
    RIGHT = 2
    """Set R."""


Element: TypeAlias = Mark | Half

WIDTH = {Mark.START: 3, Mark.END: 3, Mark.MIDDLE: 5, Mark.SHORT_END: 6, Mark.QUIET: 4}
"""Modules of each mark."""
PLACE = {Mark.START: 0, Mark.END: 1, Mark.MIDDLE: 0, Mark.SHORT_END: 0, Mark.QUIET: 0}
"""Its place among the patterns of its width."""
SETS = {Half.LEFT: slice(0, 20), Half.ODD: slice(0, 10), Half.RIGHT: slice(20, 30)}


def modules_of(element: Element) -> int:
    """Return the width of an element in modules."""
    return WIDTH[element] if isinstance(element, Mark) else DIGIT


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of retail code."""

    symbology: Symbology
    elements: tuple[Element, ...]

    @property
    def modules(self) -> int:
        """Its width without quiet zones."""
        return sum(modules_of(each) for each in self.elements if each is not Mark.QUIET)

    @property
    def is_short(self) -> bool:
        """Whether parts of longer codes may look like it, so that it needs white around it."""
        return Mark.QUIET in self.elements


EAN13 = Layout(Symbology.EAN13, (Mark.START, *[Half.LEFT] * 6, Mark.MIDDLE, *[Half.RIGHT] * 6, Mark.END))
EAN8 = Layout(Symbology.EAN8, (Mark.QUIET, Mark.START, *[Half.ODD] * 4, Mark.MIDDLE, *[Half.RIGHT] * 4, Mark.END, Mark.QUIET))
UPCE = Layout(Symbology.UPCE, (Mark.QUIET, Mark.START, *[Half.LEFT] * 6, Mark.SHORT_END, Mark.QUIET))
