"""How the machine is, as the technician is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Light(StrEnum):
    """How well something is."""

    GREEN = "green"
    AMBER = "amber"
    """The counter works; somebody should look before long."""
    RED = "red"
    """The counter does not do its work."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """One line of the page."""

    name: str
    light: Light
    said: str
    remedy: str = ""

    def __post_init__(self) -> None:
        """Hold every light that is not green to a remedy."""
        if (self.light is Light.GREEN) == bool(self.remedy):
            raise ValueError(f"{self.name}: {self.light} with remedy {self.remedy!r}")


def well(name: str, said: str) -> Checkup:
    """Return a green line."""
    return Checkup(name, Light.GREEN, said)


def unwell(name: str, said: str, remedy: str) -> Checkup:
    """Return an amber line."""
    return Checkup(name, Light.AMBER, said, remedy)


def broken(name: str, said: str, remedy: str) -> Checkup:
    """Return a red line."""
    return Checkup(name, Light.RED, said, remedy)


class HealthProbe(Protocol):
    """Looks at one part of the machine."""

    def look(self) -> Iterator[Checkup]:
        """Yield what it finds; never raises for what is broken, since that is what it looks for."""
        ...
