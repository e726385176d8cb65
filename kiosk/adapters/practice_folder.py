"""The site's own practice items: a photograph and a small TOML file beside it, in the folder ``practice``.

A photograph is somebody's word that the thing looks like this; what is right still comes
from the counter's own rules. The desk looks at a picture's first bytes only and hands the
file out as it is: Pillow stays out of it. ``kiosk practice add`` makes both files, small and
without what a telephone writes into a picture.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from kiosk.domain.practice import Case
from kiosk.domain.question import HAZARD, NO_HAZARD
from kiosk.domain.text import plain
from kiosk.errors import PracticeItemUnusable

LARGEST_BYTES = 1_000_000
MOST_ITEMS = 200
_BEGINNINGS = {".jpg": (b"\xff\xd8\xff",), ".jpeg": (b"\xff\xd8\xff",), ".png": (b"\x89PNG\r\n\x1a\n",), ".webp": (b"RIFF",)}
"""What a picture of each kind begins with."""
LONGEST_HINT = 60
MOST_CLUES = 2
"""As many as stand beside each other on the smallest panel."""

Word = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,31}\Z")]


class _Written(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of an item's TOML file."""

    category: str
    clues: Annotated[tuple[str, ...], Meta(max_length=MOST_CLUES)] = ()
    answers: dict[Word, Word] = field(default_factory=dict)
    hint: dict[Literal["nl", "fr", "en", "de"], Annotated[str, Meta(min_length=1, max_length=LONGEST_HINT)]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What an item may speak of."""

    categories: Collection[str]
    clues: Collection[str]


class PracticeFolder:
    """Reads the items, again at every round: a new one needs no restart."""

    def __init__(self, folder: Path, known: Known) -> None:
        self._folder = folder
        self._known = known

    def items(self) -> Mapping[str, Case | PracticeItemUnusable]:
        """Return each item by its name, or why it is left out; nothing where there is no folder."""
        try:
            found = sorted(each for each in self._folder.glob("*.toml") if each.is_file())[:MOST_ITEMS]
        except OSError:
            return {}
        return {plain(each.stem, 40): self._read(each) for each in found}

    def cases(self) -> tuple[Case, ...]:
        """Return the items that can be used."""
        return tuple(each for each in self.items().values() if isinstance(each, Case))

    def _read(self, file: Path) -> Case | PracticeItemUnusable:
        try:
            written = msgspec.convert(tomllib.loads(file.read_text(encoding="utf-8")), _Written)
            self._check(written)
            picture = _picture_of(file)
        except (OSError, ValueError, RecursionError) as error:
            return PracticeItemUnusable(file.name, plain(str(error)))
        answers = {HAZARD: NO_HAZARD, **written.answers}
        return Case(
            id=f"own-{file.stem}",
            category=written.category,
            clues=written.clues,
            answers=answers,
            picture=picture,
            lesson={language: plain(text) for language, text in written.hint.items()},
        )

    def _check(self, written: _Written) -> None:
        if written.category not in self._known.categories:
            message = f"'{written.category}' is no category of this site"
            raise ValueError(message)
        if strange := [each for each in written.clues if each not in self._known.clues]:
            message = f"'{strange[0]}' is no clue; there are {', '.join(sorted(self._known.clues))}"
            raise ValueError(message)


def _picture_of(file: Path) -> Path:
    """Return the picture beside an item's file.

    :raises ValueError: there is none, or it is no picture, or too large for a page.
    """
    there = [each for suffix in _BEGINNINGS if (each := file.with_suffix(suffix)).is_file()]
    if not there:
        message = f"there is no picture {file.stem}.jpg, .png or .webp beside it"
        raise ValueError(message)
    if there[0].stat().st_size > LARGEST_BYTES:
        message = f"{there[0].name} is larger than 1 MB"
        raise ValueError(message)
    with there[0].open("rb") as picture:
        if not picture.read(16).startswith(_BEGINNINGS[there[0].suffix]):
            message = f"{there[0].name} is not the picture its name says"
            raise ValueError(message)
    return there[0]
