"""A counter on which every third item has a sticker: an NTAG with a UID of its own."""

from itertools import count
from pathlib import Path

from kiosk.adapters.simulated.counter_top import CounterTop
from kiosk.domain.reading import Tag

EVERY = 3


class StickeredCounterTop(CounterTop):
    """Lays a sticker beside every third picture."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._items = count(1)

    def put(self, picture: Path | None = None, tag: Tag | None = None) -> None:
        """Lay a picture, a tag or both down in place of what lies there; each third picture comes with a tag."""
        number = next(self._items)
        super().put(picture, tag or (Tag(f"04DE{number:010X}") if number % EVERY == 0 else None))
