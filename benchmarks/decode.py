"""Measure the decoder beside the raw libraries."""

from typing import TYPE_CHECKING

from kiosk.adapters.decoder import read_symbols

if TYPE_CHECKING:
    from kiosk.ports import Frame


def as_pairs(image: "Frame", budget_s: float = 0.060) -> list[tuple[str, str]]:
    """Return (symbology, text) of every code, as the shared yardstick compares them."""
    return [
        (each.symbology.value, each.text if each.text is not None else each.data.decode("latin-1"))
        for each in read_symbols(image, budget_s=budget_s)
    ]


def as_pairs_10ms(image: "Frame") -> list[tuple[str, str]]:
    """Return the same within 10 ms."""
    return as_pairs(image, 0.010)
