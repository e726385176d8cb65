"""The thing on the counter, as far as it is known."""

from dataclasses import dataclass
from typing import TypeAlias

from kiosk.domain.identifier import IdentifierKind
from kiosk.domain.reading import Reading

Category: TypeAlias = str
"""A kind of appliance: ``kettle``, ``fridge``; ``other`` where none fits. The site profile lists them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """What a plugin, the catalogue or staff say the thing is; say only what you know."""

    category: Category | None = None
    brand: str | None = None
    model: str | None = None
    years: tuple[int, ...] = ()
    """Years it may have been made, all candidates."""
    confidence: float = 1.0
    by: str = ""
    """Who said it; the kiosk fills it in."""

    def __post_init__(self) -> None:
        """Refuse a confidence that is none."""
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence lies between 0 and 1, not {self.confidence}")


@dataclass(frozen=True, slots=True)
class Item:
    """All readings of one occupancy of the counter, and what was made of them."""

    readings: tuple[Reading, ...] = ()
    identifications: tuple[Identification, ...] = ()

    @property
    def gtin(self) -> str | None:
        """The first GTIN that was read."""
        return next((each.gtin for each in self.readings if each.gtin), None)

    @property
    def category(self) -> Category | None:
        """The category of the surest identification that names one."""
        return self._surest("category")

    @property
    def brand(self) -> str | None:
        """The brand of the surest identification that names one."""
        return self._surest("brand")

    @property
    def model(self) -> str | None:
        """The model of the surest identification that names one."""
        return self._surest("model")

    @property
    def years(self) -> tuple[int, ...]:
        """The candidate years of the surest identification that has any."""
        return max((each for each in self.identifications if each.years), key=_sureness, default=Identification()).years

    def values_of(self, kind: IdentifierKind) -> tuple[str, ...]:
        """Return every identifier of the kind, in the order of reading."""
        return tuple(each.value for reading in self.readings for each in reading.identifiers if each.kind is kind)

    def _surest(self, field: str) -> str | None:
        said = [each for each in self.identifications if getattr(each, field)]
        return getattr(max(said, key=_sureness), field) if said else None


def _sureness(identification: Identification) -> tuple[float, str]:
    """Order by confidence; on a tie by name, so that the order of plugins never matters."""
    return (identification.confidence, identification.by)
