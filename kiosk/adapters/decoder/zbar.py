"""zbar as a stage sees it: linear codes only, and never the first to look.

zbar's QR and DataBar code can abort the process and garbles UTF-8 (pyzbar #83, #142,
#143, #158), so neither is ever switched on here.
"""

from pyzbar import pyzbar  # native: only this module loads it
from pyzbar.wrapper import ZBarSymbol

from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.retail import retail_symbol
from kiosk.domain.symbol import RETAIL, Symbol, Symbology

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

SMALLEST_SIDE = 3
"""zbar finds nothing in less and divides by the size."""


def read_with_zbar(grey: Grey) -> list[Symbol]:
    """Return the linear codes zbar finds."""
    if min(grey.shape) < SMALLEST_SIDE:
        return []
    found = pyzbar.decode(grey, symbols=_ENABLED)
    return [symbol for each in found if (symbol := _symbol(each))]


def _symbol(found: pyzbar.Decoded) -> Symbol | None:
    symbology = _LINEAR.get(found.type)
    if symbology is None or not found.data:
        return None
    position = _box(found.rect)
    text = found.data.decode("latin-1")
    if symbology in RETAIL:
        return retail_symbol(symbology, text, position)
    return Symbol(symbology, bytes(found.data), text, position)


def _box(rect: pyzbar.Rect) -> tuple[tuple[int, int], ...]:
    left, top, right, bottom = rect.left, rect.top, rect.left + rect.width, rect.top + rect.height
    return ((left, top), (right, top), (right, bottom), (left, bottom))
