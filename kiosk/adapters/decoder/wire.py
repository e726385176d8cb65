"""What parent and child say to each other: one JSON line each way, the pixels in shared memory.

Pixels would cost 3 ms a frame through a socket; in memory both map, they cost one copy.
"""

from dataclasses import dataclass

import msgspec

from kiosk.domain.symbol import Symbol


@dataclass(frozen=True, slots=True)
class Request:
    """A frame lies in the shared memory."""

    shape: tuple[int, ...]
    patiently: bool


def line_of(value: Request | tuple[Symbol, ...]) -> bytes:
    """Return a value as one line."""
    return msgspec.json.encode(value) + b"\n"


def request_of(line: bytes) -> Request:
    """Return the request a line holds."""
    return msgspec.json.decode(line, type=Request)


def symbols_of(line: bytes) -> tuple[Symbol, ...]:
    """Return the symbols a line holds.

    :raises ValueError: the line is cut or no answer.
    """
    return msgspec.json.decode(line, type=tuple[Symbol, ...])
