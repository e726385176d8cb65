"""What staff of all kiosks named, as the dataset *catalogue*: the next one of the same code is known everywhere."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import TextIO

from kiosk.contract import happened
from kiosk.contract.cloudevent import Sealed

AGREEING = 2
"""One attendant may have mistapped: so many kiosks must say the same, and more than say otherwise."""


def write_catalogue(events: Iterable[tuple[Sealed, happened.Happened]], agreeing: int, out: TextIO) -> int:
    """Write the content of a dataset *catalogue* and return how many products it knows.

    :param agreeing: how many kiosks must have named a product alike; each has one voice, its last.
    """
    said = defaultdict[str, dict[str, happened.ProductLearned]](dict)
    for event, told in events:
        if isinstance(told, happened.ProductLearned):
            said[told.gtin.zfill(14)][event.source] = told
    products = {gtin: row for gtin, voices in sorted(said.items()) if (row := _agreed(voices, agreeing))}
    json.dump({"products": products}, out, ensure_ascii=False, indent=1, sort_keys=True)
    out.write("\n")
    return len(products)


def _agreed(voices: Mapping[str, happened.ProductLearned], agreeing: int) -> dict[str, str]:
    """Return what is known of a product; nothing where too few say it, or as many say otherwise."""
    (category, most), *others = Counter(each.category for each in voices.values()).most_common(2)
    if most < agreeing or (others and others[0][1] == most):
        return {}
    row = {"category": category}
    for name in ("brand", "model"):
        written = Counter(word for each in voices.values() if each.category == category and isinstance(word := getattr(each, name), str))
        if written:
            row[name] = max(sorted(written), key=written.__getitem__)
    return row
