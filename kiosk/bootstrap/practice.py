"""The site's own practice items for commands: made from a photograph, and looked at."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.bootstrap.places import places
from kiosk.domain.practice import Case
from kiosk.errors import FileUnreadable, PracticeItemUnusable
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.adapters.practice_folder import PracticeFolder

LONGEST_SIDE = 800
"""Pixels: what the smallest panel is wide; the picture of a telephone would take seconds to draw."""


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a photograph."""

    name: str
    category: str
    clues: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""


def practice_folder(settings: Settings) -> "PracticeFolder":
    """Return the site's own practice items."""
    from kiosk.adapters.practice_folder import Known, PracticeFolder
    from kiosk.web.clues import CLUES

    return PracticeFolder(places(settings).practice, Known(settings.site.categories, CLUES))


def add_item(settings: Settings, photograph: Path, said: Described) -> Case:
    """Keep a photograph as a practice item: made small, and without what the camera wrote into it.

    :raises FileUnreadable: it is no picture.
    :raises PracticeItemUnusable: what is said of it cannot be used; nothing is kept.
    """
    from kiosk.adapters.durable_file import replace_durably

    folder = places(settings).practice
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    picture, file = folder / f"{said.name}.jpg", folder / f"{said.name}.toml"
    replace_durably(picture, _small(photograph), 0o644)
    replace_durably(file, _written(said).encode(), 0o644)
    read = practice_folder(settings).items()[said.name]
    if isinstance(read, PracticeItemUnusable):
        file.unlink()
        picture.unlink()
        raise read
    return read


def remove_item(settings: Settings, name: str) -> None:
    """Take a practice item away.

    :raises PracticeItemUnusable: there is none of that name.
    """
    folder = places(settings).practice
    files = [each for each in folder.glob("*") if each.stem == name and each.is_file()]
    if not files:
        raise PracticeItemUnusable(name, "it is not there")
    for each in files:
        each.unlink()


def _small(photograph: Path) -> bytes:
    from PIL import Image, ImageOps  # beside the desk only

    try:
        with Image.open(photograph) as opened:
            upright = ImageOps.exif_transpose(opened).convert("RGB")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            made = io.BytesIO()
            upright.save(made, "JPEG", quality=82, optimize=True)
            return made.getvalue()
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise FileUnreadable(str(photograph), str(error)) from error


def _written(said: Described) -> str:
    """Return the TOML file; JSON's strings and lists are TOML's, too."""
    import msgspec

    def json(value: object) -> str:
        return msgspec.json.encode(value).decode()

    lines = [f"category = {json(said.category)}", f"clues = {json(list(said.clues))}"]
    lines += ["", "[answers]", *(f"{json(question)} = {json(choice)}" for question, choice in said.answers.items())]
    lines += ["", "[hint]", f"nl = {json(said.hint)}"] if said.hint else []
    return "\n".join(lines) + "\n"
