"""Read a dataset's list element by element, so that a file of many megabytes never lies in memory as a whole."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

CHUNK_BYTES = 1 << 14
LONGEST_ELEMENT = 1 << 20
"""Characters of one element; a longer one is no notice."""
_BLANKS = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Element:
    """One element of the list and where it stands in the file."""

    value: Any
    offset: int
    size: int
    """In bytes."""


@dataclass
class Elements:
    """Iterates over the list under a key; afterwards `envelope` is everything else, with an empty list in its place."""

    file: BinaryIO
    key: str
    envelope: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin at the beginning of the file."""
        self._text = ""
        self._offset = 0
        self._decoder = json.JSONDecoder()
        self._utf8 = codecs.getincrementaldecoder("utf-8")()

    def __iter__(self) -> Iterator[Element]:
        """Yield every element.

        :raises ValueError: the file is no JSON, or has no such list.
        """
        head = self._head()
        while (element := self._next()) is not None:
            yield element
        while self._more():
            pass
        envelope = json.loads(head + self._text)
        self.envelope = envelope if isinstance(envelope, dict) else {}

    def _head(self) -> str:
        """Return everything up to the list's opening bracket."""
        begins = re.compile(rf'(?<!\\)"{self.key}"\s*:\s*\[')
        while (found := begins.search(self._text)) is None:
            if len(self._text) > LONGEST_ELEMENT or not self._more():
                raise ValueError(f"there is no list called {self.key}")
        return self._take(found.end())

    def _next(self) -> Element | None:
        """Return the next element, or None where the list is closed."""
        while True:
            self._take(_blanks(self._text))
            if self._text.startswith("]"):
                return None
            try:
                value, end = self._decoder.raw_decode(self._text)
            except ValueError:
                end = 0
            # A number or word at the very end of what was read may go on; notices are objects.
            if end:
                offset = self._offset
                return Element(value, offset, len(self._take(end).encode()))
            if len(self._text) > LONGEST_ELEMENT or not self._more():
                raise ValueError(f"the list called {self.key} breaks off at byte {self._offset}")

    def _take(self, characters: int) -> str:
        taken, self._text = self._text[:characters], self._text[characters:]
        self._offset += len(taken.encode())
        return taken

    def _more(self) -> bool:
        """Read on; a character whose bytes are only half there waits for the rest."""
        chunk = self.file.read(CHUNK_BYTES)
        self._text += self._utf8.decode(chunk, final=not chunk)
        return bool(chunk)


def _blanks(text: str) -> int:
    found = _BLANKS.match(text)
    return found.end() if found else 0
