"""What a plugin may know of the place it works at."""

from dataclasses import dataclass

from kiosk.domain.item import Category
from kiosk.domain.text import LANGUAGES


@dataclass(frozen=True, slots=True)
class Site:
    """The kiosk's site profile, as far as it is a plugin's business."""

    name: str = ""
    languages: tuple[str, ...] = LANGUAGES
    categories: tuple[Category, ...] = ()
    datasets: str = ""
    """The folder with the datasets the manifest names, read-only; empty where there are none."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a plugin found wrong with itself at start, as a sentence with a remedy."""

    text: str
    fatal: bool = False
    """Whether it cannot work at all; else it runs and the sentence is shown to the supervisor."""
