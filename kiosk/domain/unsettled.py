"""Codes of which the kiosk does not know yet what becomes of them: asked about, or waiting behind an item."""

from dataclasses import dataclass

from kiosk.domain.reading import Reading


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What a desk that is started again must not forget."""

    about: str = ""
    """The intake they were read beside; another one has nothing to do with them."""
    asked: str = ""
    """Why staff are asked about the doubted ones; empty where they are not."""
    doubted: tuple[Reading, ...] = ()
    next_up: tuple[Reading, ...] = ()
    """Codes of the next item."""
