"""A tag reader under the simulated counter."""

import re
from pathlib import Path

from kiosk.adapters.simulated.counter_top import CounterTop
from kiosk.domain.reading import Tag
from kiosk.errors import TagNotWritten, TagReaderBroken

_UID = re.compile(r"([0-9A-F]{8}|[0-9A-F]{14}|[0-9A-F]{20})")
"""4, 7 or 10 bytes: what ISO 14443-3 allows."""


class SimulatedTagReader:
    """Finds the tag that lies on the simulated counter."""

    def __init__(self, top: CounterTop) -> None:
        self._top = top

    def poll(self) -> Tag | None:
        """Return the tag that lies there now, or None.

        :raises TagReaderBroken: what lies there has a UID no tag can have.
        """
        tag = self._top.look().tag
        if tag and not _UID.fullmatch(tag.uid):
            raise TagReaderBroken(f"a tag cannot have the UID {tag.uid!r}")
        return tag

    def write(self, uid: str, text: str) -> None:
        """Write a text on the tag that lies there.

        :raises TagNotWritten: another one lies there, or none.
        """
        lying = self._top.look()
        if lying.tag is None or lying.tag.uid != uid:
            raise TagNotWritten(uid, "it does not lie there alone")
        self._top.put(Path(lying.picture) if lying.picture else None, Tag(uid, text))

    def close(self) -> None:
        """Do nothing; there is no device."""
