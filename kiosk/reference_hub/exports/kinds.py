"""What a category of the kiosk is to others, by a table in ``kinds.toml`` and a file of the same form for a site's own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.errors import HubCommandRefused

TABLE = Path(__file__).with_name("kinds.toml")


@dataclass(frozen=True, slots=True)
class Kind:
    """A category in the words of Open Repair Data, the directive and Recupel."""

    ords: str = "Misc"
    unu: str = ""
    eu: str = "unknown"
    fraction: str = "unknown"
    kg: float | None = None
    """Average kilograms of a piece; None where nobody knows."""


UNKNOWN = Kind()


def read_kinds(own: Path | None = None) -> Mapping[str, Kind]:
    """Return the kinds by category; a site's own file adds to the table and overrules it.

    :raises HubCommandRefused: the file is none.
    """
    return {**_read(TABLE), **(_read(own) if own else {})}


def _read(file: Path) -> Mapping[str, Kind]:
    try:
        return msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), dict[str, Kind])
    except (OSError, ValueError) as error:
        raise HubCommandRefused(f"{file} holds no table of kinds: {error}; see kinds.toml beside the hub's exports for its form") from error
