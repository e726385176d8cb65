"""One picture under reading, as the stages of the cascade share it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.likelihood import Guess
from kiosk.adapters.decoder.locate import Region, find_regions
from kiosk.adapters.decoder.picture import Grey
from kiosk.adapters.decoder.tally import Sighting, Tally
from kiosk.adapters.decoder.texture import Texture, texture_of


@dataclass(frozen=True)
class Scene:
    """One picture under reading."""

    grey: Grey
    tally: Tally
    budget: Budget
    asked: set[bytes] = field(default_factory=set)
    """Claims that other witnesses have been asked about; they answer the same again."""
    weighed: set[bytes] = field(default_factory=set)
    """Claims that were read by likelihood between their own ends."""
    guessed: list[Guess] = field(default_factory=list)
    """What was tried by likelihood, with the claims of that time."""

    @cached_property
    def regions(self) -> list[Region]:
        """Where bars may be; looked for once, by the first stage that asks."""
        return find_regions(self.texture) if self.texture else []

    @cached_property
    def texture(self) -> Texture | None:
        """The texture of the picture, computed for the first stage that asks."""
        return texture_of(self.grey)


Look = Callable[[Scene], Iterable[Sighting]]
"""A stage: a scene in, sightings out."""
