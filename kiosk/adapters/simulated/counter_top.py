"""What lies on the simulated counter: a small file that several processes share.

The demo's visitor puts things there, the simulated camera and tag reader look. The file is
replaced in one move, so that nobody ever sees half of it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

from kiosk.domain.reading import Tag


@dataclass(frozen=True, slots=True)
class Lying:
    """The things on the counter."""

    picture: str | None = None
    """The file whose picture the camera shows."""
    tag: Tag | None = None


class CounterTop:
    """The simulated counter behind a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def put(self, picture: Path | None = None, tag: Tag | None = None) -> None:
        """Lay a picture, a tag or both down in place of what lies there."""
        self._write(Lying(str(picture.absolute()) if picture else None, tag))

    def clear(self) -> None:
        """Take everything away."""
        self._write(Lying())

    def look(self) -> Lying:
        """Return what lies there; nothing, where nobody has put anything yet."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Lying)
        except (FileNotFoundError, msgspec.MsgspecError):
            return Lying()

    def _write(self, lying: Lying) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_name(f".{self._path.name}.{os.getpid()}")
        draft.write_bytes(msgspec.json.encode(lying))
        draft.replace(self._path)
