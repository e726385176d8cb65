"""Kilograms by day, site, outcome and stream, as Recupel and OVAM add them up.

No kiosk weighs: a piece counts with the average weight of its UNU-KEY, and pieces of unknown
weight are counted beside, never guessed.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TextIO

from kiosk.contract.items import ItemSeen
from kiosk.reference_hub.exports.kinds import UNKNOWN, Kind

FIELDS = ("month", "site", "outcome", "eu_category", "fraction", "pieces", "kg", "pieces_without_weight")
SET_ASIDE = "set_aside"


def write_kg(items: Iterable[ItemSeen], kinds: Mapping[str, Kind], sites: Mapping[str, str], out: TextIO) -> int:
    """Write kilograms by month, site, outcome and stream as CSV and return how many rows there are."""
    pieces, grams, unweighed = Counter[tuple[str, ...]](), defaultdict[tuple[str, ...], int](int), Counter[tuple[str, ...]]()
    for item in items:
        kind = kinds.get(item.category, UNKNOWN)
        place = (item.day[:7], sites.get(item.kiosk, item.kiosk), item.outcome or SET_ASIDE, kind.eu, kind.fraction)
        pieces[place] += 1
        grams[place] += round((kind.kg or 0) * 1000)
        unweighed[place] += kind.kg is None
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(FIELDS)
    rows.writerows((*place, pieces[place], f"{grams[place] / 1000:.2f}", unweighed[place]) for place in sorted(pieces))
    return len(pieces)
