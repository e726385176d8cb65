"""The dataset *catalogue*: what is known by product code, energy label number, asset number or the host of a passport."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from kiosk.plugin_api import Identification

FILE = "catalogue.json"
TABLES = ("products", "eprel", "assets", "hosts")
Known: TypeAlias = Mapping[str, Identification]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is known of things by their codes."""

    products: Known = field(default_factory=dict)
    """By GTIN of 14 digits."""
    eprel: Known = field(default_factory=dict)
    """By registration number of the energy label."""
    assets: Known = field(default_factory=dict)
    """By GIAI or GRAI of a partner's own things."""
    hosts: Known = field(default_factory=dict)
    """By host of a product passport's link: a maker's name."""


def read(folder: str) -> Catalogue | None:
    """Return the catalogue in the folder of datasets; None where there is none.

    :raises OSError: it cannot be read.
    :raises ValueError: it is no catalogue.
    """
    path = Path(folder) / FILE
    if not folder or not path.exists():
        return None
    tree = json.loads(path.read_text(encoding="utf-8"))
    tables = {name: _table(tree.get(name)) for name in TABLES} if isinstance(tree, dict) else {}
    if not any(tables.values()):
        raise ValueError(f"it has none of the tables {', '.join(TABLES)}")
    return Catalogue(**tables)


def _table(rows: object) -> Known:
    """Return the rows that can be used."""
    if not isinstance(rows, dict):
        return {}
    return {key: found for key, row in rows.items() if isinstance(row, dict) and (found := _known(row))}


def _known(row: Mapping[str, Any]) -> Identification | None:
    texts = {name: row[name] for name in ("category", "brand", "model") if isinstance(row.get(name), str) and row[name]}
    years = tuple(sorted(each for each in row["years"] if isinstance(each, int))) if isinstance(row.get("years"), list) else ()
    return Identification(**texts, years=years) if texts or years else None
