"""Read a dataset's list element by element, so that a file of many megabytes never lies in memory as a whole."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
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


def elements_of(file: BinaryIO, key: str) -> Iterator[Element]:
    """Yield every element of the list under the key.

    :raises ValueError: the file is no JSON up to the list's end, or has no such list.
    """
    reader = _Reader(file)
    reader.skip_to_list(key)
    while (element := reader.next_element()) is not None:
        yield element


class _Reader:
    """Reads a file piece by piece, and knows where it is in bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._text = ""
        self._offset = 0
        self._decoder = json.JSONDecoder()
        self._utf8 = codecs.getincrementaldecoder("utf-8")()

    def skip_to_list(self, key: str) -> None:
        """Go on behind the list's opening bracket."""
        begins = re.compile(rf'(?<!\\)"{key}"\s*:\s*\[')
        while (found := begins.search(self._text)) is None:
            if len(self._text) > LONGEST_ELEMENT or not self._more():
                raise ValueError(f"there is no list called {key}")
        self._take(found.end())

    def next_element(self) -> Element | None:
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
                raise ValueError(f"the list breaks off at byte {self._offset}")

    def _take(self, characters: int) -> str:
        taken, self._text = self._text[:characters], self._text[characters:]
        self._offset += len(taken.encode())
        return taken

    def _more(self) -> bool:
        """Read on; a character whose bytes are only half there waits for the rest."""
        chunk = self._file.read(CHUNK_BYTES)
        self._text += self._utf8.decode(chunk, final=not chunk)
        return bool(chunk)


def _blanks(text: str) -> int:
    found = _BLANKS.match(text)
    return found.end() if found else 0
