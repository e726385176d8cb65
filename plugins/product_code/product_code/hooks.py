"""The hooks. They are methods, because the catalogue must be kept somewhere."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kiosk.plugin_api import Identification, Identifier, IdentifierKind, Problem, Reading, Site, Today, hookimpl
from product_code.catalogue import FILE, Catalogue, read

LISTED = 0.8
"""How sure the catalogue is; what staff of this kiosk said counts more."""
GROUPED = 0.7
"""How sure a product group on an energy label is."""
LABELLED = 0.5
"""How sure the years of a new energy label are: a rating plate counts more."""
HOSTED = 0.4
"""How sure the maker behind a link is: the host may be a service for many."""
RELEASED = 2026
"""The latest year where the kiosk does not know the day."""


@dataclass(frozen=True, slots=True)
class Group:
    """A product group of the energy label."""

    category: str
    since: int


class ProductCode:
    """What the plugin says, by the catalogue and the table of product groups."""

    def __init__(self) -> None:
        tree = tomllib.loads(Path(__file__).with_name("groups.toml").read_text(encoding="utf-8"))
        self._groups: Mapping[str, Group] = {name: _group(row) for name, row in tree["groups"].items()}
        self._any = _group(tree["any"])
        self._catalogue = Catalogue()
        self._problem = f"{FILE} is missing: staff name what has a code."

    @hookimpl
    def configure(self, settings: Mapping[str, object], site: Site) -> None:
        """Read the catalogue; a kiosk without one goes on and says so."""
        del settings
        try:
            found = read(site.datasets)
        except (OSError, ValueError) as error:
            self._problem = f"{FILE} cannot be used, staff name what has a code: {error}"
            return
        if found is not None:
            self._catalogue, self._problem = found, ""

    @hookimpl
    def self_check(self) -> list[Problem]:
        """Say that there is no catalogue."""
        return [Problem(self._problem)] if self._problem else []

    @hookimpl
    def identify(self, readings: Sequence[Reading], today: Today) -> list[Identification]:
        """Say what each identifier means, once."""
        identifiers = dict.fromkeys(each for reading in readings for each in reading.identifiers)
        return [said for each in identifiers for said in self._meaning(each, today.year or RELEASED)]

    def _meaning(self, identifier: Identifier, this_year: int) -> Iterator[Identification]:
        value, known = identifier.value, self._catalogue
        match identifier.kind:
            case IdentifierKind.GTIN:
                yield from _listed(known.products.get(value), LISTED)
            case IdentifierKind.EPREL:
                yield from _listed(known.eprel.get(value), LISTED)
                yield from self._labelled(identifier.note, this_year)
            case IdentifierKind.GIAI | IdentifierKind.GRAI:
                yield from _listed(known.assets.get(value), LISTED)
            case IdentifierKind.DPP_LINK:
                yield from _listed(known.hosts.get(_host(value)), HOSTED)

    def _labelled(self, name: str, this_year: int) -> Iterator[Identification]:
        """Say what a new energy label tells by itself: its product group, and that nothing is older than such labels."""
        group = self._groups.get(name, self._any)
        if group.category:
            yield Identification(category=group.category, confidence=GROUPED)
        if this_year >= group.since:
            yield Identification(years=tuple(range(group.since, this_year + 1)), confidence=LABELLED)


def _listed(found: Identification | None, confidence: float) -> list[Identification]:
    return [replace(found, confidence=confidence)] if found else []


def _group(row: Mapping[str, Any]) -> Group:
    return Group(row.get("category", ""), row["since"])


def _host(link: str) -> str:
    try:
        return (urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
