"""An item to practise on: what it is, what can be seen of it, and what an attendant would answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.domain.text import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One item: drawn by the kiosk, or a photograph of the site's own."""

    id: str
    category: str
    clues: tuple[str, ...]
    """Names of clues: the screen has a picture and a text for each."""
    answers: Mapping[str, str]
    """Choice by question, for every question the rules may ask."""
    hint: str = ""
    """What to look at, by the name of its text; empty where ``lesson`` says it."""
    picture: Path | None = None
    """The photograph; None for a drawn item."""
    lesson: Texts = field(default_factory=dict)
    """What an item of the site's own teaches, in the site's words."""
