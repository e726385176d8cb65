"""The table of makers, as values."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """One way to write the day of production."""

    pattern: re.Pattern[str]
    cycle: int
    """After how many years the same sign returns."""
    since: int
    until: int | None = None
    add: int = 0
    """What is added to the year's digits."""
    base: int | None = None
    """The year the group ``n`` counts from."""
    letters: Mapping[str, int] = field(default_factory=dict)
    check: str = ""
    label: str = ""
    """What stands before it on the plate; then it is found anywhere and needs no brand."""
    sure: float
    source: str


@dataclass(frozen=True, slots=True)
class Maker:
    """Who uses the same codes under one or more brands."""

    name: str
    brands: Mapping[str, tuple[str, ...]]
    """How each brand may be spelt, in capitals."""
    codes: tuple[Code, ...]


def read() -> tuple[Maker, ...]:
    """Return the table of this package."""
    tree = tomllib.loads(Path(__file__).with_name("makers.toml").read_text(encoding="utf-8"))
    return tuple(_maker(each) for each in tree["maker"])


def _maker(row: Mapping[str, Any]) -> Maker:
    brands = {brand: tuple(spellings) for brand, spellings in row["brands"].items()}
    return Maker(row["name"], brands, tuple(_code(each) for each in row["code"]))


def _code(row: Mapping[str, Any]) -> Code:
    label = row.get("label", "")
    before = rf"(?<![A-Z0-9]){label}[ .:]{{0,3}}" if label else ""
    after = "(?![A-Z0-9])" if label else ""
    return Code(**{**row, "pattern": re.compile(before + row["pattern"] + after, re.ASCII)})
