"""One thing lying still is one reading, however often it is seen."""

from dataclasses import dataclass, field
from typing import TypeAlias

Code: TypeAlias = tuple[str, bytes]
"""Symbology and bytes of a printed code."""

TAG_GONE_S = 0.5
"""A tag at the edge of the field is missed now and then for a few polls."""


@dataclass(slots=True)
class CodesThere:
    """The printed codes that lie on the counter and were told already.

    A code stays told until the counter was empty, or until another still scene was read
    thoroughly and did not have it. A scene that looks as one in which it was read has it.
    """

    _told: set[Code] = field(default_factory=set)
    _here: set[Code] = field(default_factory=set)
    _read_in: dict[int, set[Code]] = field(default_factory=dict)

    def is_new(self, code: Code) -> bool:
        """Take in a code that was read; tell whether it has to be delivered."""
        self._here.add(code)
        if code in self._told:
            return False
        self._told.add(code)
        return True

    def moved(self) -> None:
        """Begin another scene."""
        self._here = set()

    def settled(self, scene: int | None) -> None:
        """Take in that the scene was read thoroughly: what it does not have is gone."""
        if scene is not None:
            self._here |= self._read_in.get(scene, set())
            self._read_in[scene] = self._here
        self._told &= self._here

    def emptied(self) -> None:
        """Forget all codes."""
        self._told.clear()
        self._here = set()
        self._read_in.clear()

    def __bool__(self) -> bool:
        """Tell whether the present scene has a code."""
        return bool(self._here)


@dataclass(slots=True)
class TagsThere:
    """The tags that lie on the reader; times are seconds of the boot clock."""

    _seen_s: dict[str, float] = field(default_factory=dict)

    def is_new(self, uid: str, at_s: float) -> bool:
        """Take in a tag that answered; tell whether it has to be delivered."""
        new = uid not in self._seen_s
        self._seen_s[uid] = at_s
        return new

    def left(self, at_s: float) -> bool:
        """Forget the tags that have not answered for a while; tell whether the last one has just gone."""
        there = {uid: seen_s for uid, seen_s in self._seen_s.items() if at_s - seen_s < TAG_GONE_S}
        gone = bool(self._seen_s) and not there
        self._seen_s = there
        return gone
