"""QR codes as the screens draw them: rows of dots."""

from typing import TypeAlias

import segno

Dots: TypeAlias = tuple[tuple[bool, ...], ...]
"""Row by row; True is dark."""


def dots_of(text: str, *, error: str) -> Dots:
    """Return the code of a text.

    :param error: how much of it may be unreadable: "l", "m", "q" or "h", 7 to 30 %.
    """
    return tuple(tuple(bool(dot) for dot in row) for row in segno.make_qr(text, error=error, encoding="utf-8").matrix)
