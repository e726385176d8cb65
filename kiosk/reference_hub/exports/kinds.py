"""What a category of the kiosk is to others, by a table in ``kinds.toml`` and a file of the same form for a site's own."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.errors import HubCommandRefused

TABLE = Path(__file__).with_name("kinds.toml")
ORDS = (
    "Aircon/dehumidifier",
    "Battery/charger/adapter",
    "Decorative or safety lights",
    "Desktop computer",
    "Digital compact camera",
    "DSLR/video camera",
    "Fan",
    "Flat screen",
    "Hair & beauty item",
    "Handheld entertainment device",
    "Headphones",
    "Hi-Fi integrated",
    "Hi-Fi separates",
    "Kettle",
    "Lamp",
    "Laptop",
    "Large home electrical",
    "Misc",
    "Mobile",
    "Musical instrument",
    "Paper shredder",
    "PC accessory",
    "Portable radio",
    "Power tool",
    "Printer/scanner",
    "Projector",
    "Sewing machine",
    "Small home electrical",
    "Small kitchen item",
    "Tablet",
    "Toaster",
    "Toy",
    "TV and gaming-related accessories",
    "Vacuum",
    "Watch/clock",
    "Coffee maker",
    "Food processor",
    "Games console",
    "Hair dryer",
    "Iron",
)
"""The product categories of Open Repair Data 0.3 in the order of their ids, which begin at 1. Source: Open Repair Data Standard, CC BY-SA 4.0."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A category in the words of Open Repair Data, the directive and Recupel."""

    ords: str = "Misc"
    unu: str = ""
    eu: str = "unknown"
    fraction: str = "unknown"
    kg: float | None = None
    """Average kilograms of a piece; None where nobody knows."""

    def __post_init__(self) -> None:
        """Refuse a category that Open Repair Data does not have."""
        if self.ords not in ORDS:
            raise ValueError(f"Open Repair Data has no product category {self.ords!r}")

    @property
    def ords_id(self) -> int:
        """The number Open Repair Data gives the category."""
        return ORDS.index(self.ords) + 1


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
