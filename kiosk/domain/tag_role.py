"""What a registered tag stands for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from kiosk.domain.moment import Moment

Mark: TypeAlias = str
"""HMAC-SHA256 of a tag's UID with the site's key, 64 hex digits: who has no key learns no UID from it."""


class TagRole(StrEnum):
    """The roles of tags at a site."""

    ITEM = "item"
    """Sticks on an item that was kept; its name is the item's code."""
    BADGE = "badge"
    """Names a person, and opens nothing: a UID can be cloned."""
    CONTAINER = "container"
    """Hangs on a roll container; its name is the container's number."""
    COMMAND = "command"
    """Stands for a button; its name is the command's."""


@dataclass(frozen=True, slots=True)
class TagMeaning:
    """What one tag stands for."""

    role: TagRole
    name: str


@dataclass(frozen=True, slots=True)
class WriteOrder:
    """What capture is to write on which tag."""

    uid: str
    """Hex, as the reader names it."""
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """What became of an order."""

    uid: str
    fault: str = ""
    """A sentence with its code; empty where the tag was read back right."""


@dataclass(frozen=True, slots=True)
class UnknownTag:
    """A tag nobody has registered, by its mark."""

    mark: Mark
    last_seen: Moment
    times: int


@dataclass(frozen=True, slots=True)
class RecognisedTag:
    """A tag that was laid down: its mark, and what it stands for where that is known."""

    mark: Mark
    meaning: TagMeaning | None = None
