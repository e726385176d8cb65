"""zbar as a stage sees it: linear codes only, and never the first to look.

zbar's QR and DataBar code can abort the process and garbles UTF-8 (pyzbar #83, #142,
#143, #158), so neither is ever switched on here.
"""

from collections.abc import Iterator
from ctypes import c_void_p, string_at
from dataclasses import dataclass

import numpy as np
from pyzbar import wrapper  # native: only this module loads it
from pyzbar.wrapper import ZBarConfig, ZBarSymbol

from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.retail import retail_symbol
from kiosk.domain.symbol import RETAIL, Point, Symbol, Symbology

_LINEAR = {
    "EAN13": Symbology.EAN13,
    "EAN8": Symbology.EAN8,
    "UPCA": Symbology.UPCA,
    "UPCE": Symbology.UPCE,
    "CODE128": Symbology.CODE128,
    "CODE39": Symbology.CODE39,
    "I25": Symbology.ITF,
}
_ENABLED = tuple(ZBarSymbol[name] for name in _LINEAR if name != "UPCA")
"""Without UPCA zbar calls it EAN-13, which ``retail_symbol`` undoes."""

_GREY = int.from_bytes(b"Y800", "little")
"""How zbar calls a picture of one byte per pixel."""

SMALLEST_SIDE = 3
"""zbar finds nothing in less and divides by the size."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Which lines of a picture zbar follows: every n-th row and column; 0 is none.

    A bar is many lines high. Every second line costs half and finds more than all of them
    do, because fewer lines are there to contradict each other.
    """

    rows: int
    columns: int


BOTH_WAYS = Lines(2, 2)
LEVEL = Lines(2, 0)
"""Bars that stand upright."""
UPRIGHT = Lines(0, 2)


def read_with_zbar(grey: Grey, lines: Lines = BOTH_WAYS) -> list[Symbol]:
    """Return the linear codes zbar finds."""
    if min(grey.shape) < SMALLEST_SIDE:
        return []
    scanner, image = wrapper.zbar_image_scanner_create(), wrapper.zbar_image_create()
    try:
        _set_up(scanner, lines)
        return [symbol for kind, data, position in _scanned(scanner, image, grey) if (symbol := _symbol(kind, data, position))]
    finally:
        wrapper.zbar_image_destroy(image)
        wrapper.zbar_image_scanner_destroy(scanner)


def _set_up(scanner: c_void_p, lines: Lines) -> None:
    every = ZBarSymbol.NONE
    wrapper.zbar_image_scanner_set_config(scanner, every, ZBarConfig.CFG_ENABLE, 0)
    for each in _ENABLED:
        wrapper.zbar_image_scanner_set_config(scanner, each, ZBarConfig.CFG_ENABLE, 1)
    wrapper.zbar_image_scanner_set_config(scanner, every, ZBarConfig.CFG_Y_DENSITY, lines.rows)
    wrapper.zbar_image_scanner_set_config(scanner, every, ZBarConfig.CFG_X_DENSITY, lines.columns)


def _scanned(scanner: c_void_p, image: c_void_p, grey: Grey) -> Iterator[tuple[str, bytes, tuple[Point, ...]]]:
    """Yield the kind, the bytes and the place of each code."""
    height, width = grey.shape
    pixels = np.ascontiguousarray(grey)
    wrapper.zbar_image_set_format(image, _GREY)
    wrapper.zbar_image_set_size(image, width, height)
    wrapper.zbar_image_set_data(image, c_void_p(pixels.ctypes.data), pixels.size, None)
    wrapper.zbar_scan_image(scanner, image)
    found = wrapper.zbar_image_first_symbol(image)
    while found:
        data = string_at(wrapper.zbar_symbol_get_data(found), wrapper.zbar_symbol_get_data_length(found))
        yield ZBarSymbol(found.contents.type).name, data, _box(found)
        found = wrapper.zbar_symbol_next(found)


def _symbol(kind: str, data: bytes, position: tuple[Point, ...]) -> Symbol | None:
    symbology = _LINEAR.get(kind)
    if symbology is None or not data:
        return None
    text = data.decode("latin-1")
    if symbology in RETAIL:
        return retail_symbol(symbology, text, position)
    return Symbol(symbology, data, text, position)


def _box(found: c_void_p) -> tuple[Point, ...]:
    """Return the corners of the upright box around the lines on which a code was seen."""
    places = range(wrapper.zbar_symbol_get_loc_size(found))
    columns = [int(wrapper.zbar_symbol_get_loc_x(found, each)) for each in places]
    rows = [int(wrapper.zbar_symbol_get_loc_y(found, each)) for each in places]
    if not places:
        return ()
    left, top, right, bottom = min(columns), min(rows), max(columns), max(rows)
    return ((left, top), (right, top), (right, bottom), (left, bottom))
