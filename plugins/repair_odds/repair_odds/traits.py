"""What counts about an appliance, spelt the same way in the records and at the counter."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import TypeAlias

Trait: TypeAlias = tuple[str, str]
"""What kind of trait and its value, such as ``("brand", "philips")``; two values have a bar between them."""

AGES = (1, 2, 3, 5, 8, 12, 20, 35)
"""Years at which the next band of ages begins."""
OLDEST = 120
LONGEST = 60
_WORD = re.compile(r"[^\W\d_]{3,}")
_SAME = {
    "phillips": "philips",
    "philps": "philips",
    "hewlett packard": "hp",
    "hewlett-packard": "hp",
    "de longhi": "delonghi",
    "de'longhi": "delonghi",
    "black and decker": "black & decker",
    "black&decker": "black & decker",
    "kärcher": "karcher",
}
_NOBODY = frozenset({"ukendt", "unknown", "unbekannt", "onbekend", "inconnu", "n/a", "none", "-", "?", "no brand", "noname"})


@dataclass(frozen=True, slots=True)
class Appliance:
    """One appliance, in the words of Open Repair Data."""

    category: str
    product_type: str = ""
    brand: str = ""
    age: float | None = None
    """In years."""


def traits(appliance: Appliance) -> tuple[Trait, ...]:
    """Return everything about it that may change the odds."""
    category, brand, kind = appliance.category, brand_of(appliance.brand), _spelt(appliance.product_type)
    found = [("category", category), ("age", f"{category}|{band(appliance.age)}")]
    if brand:
        found += [("brand", brand), ("brand_category", f"{category}|{brand}")]
    if kind:
        found += [("type", kind), *(("word", word) for word in sorted(set(_WORD.findall(kind))))]
    return tuple(found)


def brand_of(text: str) -> str:
    """Return the brand in its one spelling; nothing where somebody wrote that it is not known."""
    spelt = _spelt(text)
    return "" if spelt in _NOBODY else _SAME.get(spelt, spelt)


def band(age: float | None) -> str:
    """Return the band of ages; ages nobody can have are not known."""
    return str(bisect_right(AGES, age)) if age is not None and 0 <= age <= OLDEST else "?"


def _spelt(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text[:LONGEST]).lower().replace("\u2019", "'").split())
