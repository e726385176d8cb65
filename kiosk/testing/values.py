"""Readings and items, short to write."""

import itertools
from collections.abc import Sequence

from kiosk.adapters.identifiers_gs1 import Gs1Identifiers
from kiosk.domain.item import Identification, Item
from kiosk.domain.reading import Medium, Reading

KETTLE = "4242005045112"


class Readings:
    """Makes readings, each with an id of its own and with its identifiers, as the desk gives them to plugins."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def __call__(self, text: str = KETTLE, carrier: str = "ean13", medium: Medium = Medium.CAMERA) -> Reading:
        """Return the reading of a code; `carrier` is its symbology, or ``tag``."""
        raw = Reading(f"test-{next(self._numbers)}", medium, carrier, text.encode(), text)
        return Reading(raw.id, medium, carrier, raw.data, text, identifiers=Gs1Identifiers().parse(raw))


def ean(text: str = KETTLE) -> Reading:
    """Return the reading of a retail code."""
    return Readings()(text)


def an_item(
    category: str | None = "kettle",
    *,
    brand: str | None = None,
    model: str | None = None,
    years: Sequence[int] = (),
    readings: Sequence[Reading] = (),
) -> Item:
    """Return an item as staff would have named it; None for one that nobody knows."""
    said = Identification(category=category, brand=brand, model=model, years=tuple(years), by="staff")
    return Item(tuple(readings), (said,) if category or brand or model or years else ())
