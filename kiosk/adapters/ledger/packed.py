"""Bodies as they lie on the card: packed, since what intakes say repeats itself and a card wears by the byte.

zlib with a dictionary of the everyday (RFC 1950): an intake of 3 KB keeps 500 bytes, and each of its steps writes them again.
An older kiosk wrote bodies plain; they begin with a brace and stay as they are.
"""

import zlib

from kiosk.adapters.ledger.everyday import EVERYDAY

MOST_BYTES = 1 << 20
"""No body is as large: what says so is damage."""
_PLAIN = b"{"
_WINDOW_BITS = 14
"""16 KB look back over the dictionary and the longest intake; half of zlib's usual memory, and so half of what a copy costs."""
_MEMORY_LEVEL = 7
_PRIMED = zlib.compressobj(wbits=_WINDOW_BITS, memLevel=_MEMORY_LEVEL, zdict=EVERYDAY)
"""Has read the dictionary and nothing else; copied for each body, since reading it costs as much as packing."""


def packed(body: bytes) -> bytes:
    """Return a JSON object's bytes as they are kept."""
    stream = _PRIMED.copy()
    return stream.compress(body) + stream.flush()


def unpacked(kept: object) -> bytes:
    """Return the JSON object's bytes that were kept.

    :raises ValueError: it is nothing that was kept so.
    """
    if not isinstance(kept, bytes):
        raise ValueError(f"a body is bytes, not {type(kept).__name__}")  # noqa: TRY004 - the card's fault, not a caller's
    if kept.startswith(_PLAIN):
        return kept
    stream = zlib.decompressobj(zdict=EVERYDAY)
    try:
        body = stream.decompress(kept, MOST_BYTES)
    except zlib.error as error:
        raise ValueError(f"no packed body: {error}") from error
    if not stream.eof:
        raise ValueError("a packed body without its end")
    return body
