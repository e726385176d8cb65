"""How far the item of the receipt is on its way to the container."""

from dataclasses import dataclass
from enum import StrEnum


class PlacementStage(StrEnum):
    """What screen 09 shows."""

    AWAITED = "awaited"
    """The container's tag or code is waited for."""
    WRONG = "wrong"
    """Another container was scanned."""
    DONE = "done"
    """It is there, or the site does not ask."""


@dataclass(frozen=True, slots=True)
class Placement:
    """The state, and the other container that was scanned."""

    stage: PlacementStage = PlacementStage.DONE
    found: str = ""
