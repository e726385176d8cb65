"""All notices of a dataset: an index in memory, the notices themselves stay in the file.

35,000 notices are some twenty megabytes of text. The index holds numbers only: for each
product code, brand with model and brand with category, where its notices stand.
"""

import json
import os
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from kiosk.plugin_api import Item
from recalls.notice import Likeness, Notice, notice_of
from recalls.spelling import gtin, spelt
from recalls.stream import elements_of

LIST = "notices"
PLACE_BITS = 24
"""Room for the number of a notice in one entry of the index."""
MOST_LOOKED_AT = 50
"""Notices of one key that are looked at; more of one brand and category are one campaign."""


@dataclass(frozen=True, slots=True)
class Match:
    """The notice an item is most like."""

    notice: Notice
    likeness: Likeness


class Pack:
    """Finds the notices that may be about an item."""

    def __init__(self, path: Path) -> None:
        """Index the file; it stays open, so that a newer one in its place does no harm.

        :raises OSError: it cannot be read.
        :raises ValueError: it is no dataset of recalls.
        """
        self._file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._offsets, self._sizes = array("Q"), array("L")
        entries: list[int] = []
        with os.fdopen(os.dup(self._file), "rb") as file:
            for each in elements_of(file, LIST):
                if isinstance(each.value, dict):
                    entries += self._entries(notice_of(each.value), each.offset, each.size)
        entries.sort()
        self._index = tuple(array("Q", part) for part in (_high(entries), _low(entries)))

    def __len__(self) -> int:
        """Return the number of notices."""
        return len(self._offsets)

    def match(self, item: Item) -> Match | None:
        """Return the notice the item is most like, the newest of several; None where it is like none."""
        found = [Match(notice, likeness) for notice in self._candidates(item) if (likeness := notice.likeness(item))]
        return max(found, key=lambda each: (each.likeness, each.notice.published, each.notice.reference), default=None)

    def _entries(self, notice: Notice, offset: int, size: int) -> Iterator[int]:
        place = len(self._offsets)
        self._offsets.append(offset)
        self._sizes.append(size)
        for key in (*_codes(notice), *_names(notice)):
            yield _hash(key) << PLACE_BITS | place

    def _candidates(self, item: Item) -> Iterator[Notice]:
        brand = spelt(item.brand or "")
        names = [f"{brand}|m|{spelt(item.model or '')}", f"{brand}|c|{item.category}"] if brand else []
        codes = [f"{number}" for each in item.readings if (number := gtin(each.gtin or ""))]
        places = dict.fromkeys(place for key in (*codes, *names) for place in self._places(_hash(key)))
        yield from (self._notice(place) for place in places)

    def _places(self, wanted: int) -> Iterator[int]:
        keys, places = self._index
        at = bisect_left(keys, wanted)
        for each in range(at, min(at + MOST_LOOKED_AT, len(keys))):
            if keys[each] != wanted:
                return
            yield places[each]

    def _notice(self, place: int) -> Notice:
        return notice_of(json.loads(os.pread(self._file, self._sizes[place], self._offsets[place])))


def _codes(notice: Notice) -> Iterator[str]:
    yield from (f"{each}" for each in notice.barcodes)


def _names(notice: Notice) -> Iterator[str]:
    for brand in notice.brands:
        yield from (f"{brand}|m|{model}" for model in notice.models)
        if notice.category and notice.produced:
            yield f"{brand}|c|{notice.category}"


def _hash(key: str) -> int:
    """Return 32 bits of a key: two keys of one hash cost a look at a notice, which then is not about the item."""
    return crc32(key.encode())


def _high(entries: list[int]) -> Iterator[int]:
    return (each >> PLACE_BITS for each in entries)


def _low(entries: list[int]) -> Iterator[int]:
    return (each & ((1 << PLACE_BITS) - 1) for each in entries)
