"""The body of a request, unpacked within limits: a small zip can hold a very large nothing."""

import zlib

LARGEST_PACKED_BYTES = 1024 * 1024
LARGEST_BYTES = 4 * 1024 * 1024
_GZIP = 31
"""What zlib calls a gzip header."""


class TooLarge(Exception):
    """The body holds more than the hub takes."""


def unpack(raw: bytes, encoding: str) -> bytes:
    """Return the bytes of a body that was sent plain or with gzip.

    :raises TooLarge: there is more inside than :data:`LARGEST_BYTES`; the rest is not unpacked.
    :raises ValueError: the encoding is another one, or the zip is damaged or cut.
    """
    if encoding in {"", "identity"}:
        return raw
    if encoding != "gzip":
        raise ValueError("it is neither plain nor gzip")
    unpacking = zlib.decompressobj(_GZIP)
    try:
        whole = unpacking.decompress(raw, LARGEST_BYTES + 1)
    except zlib.error as error:
        raise ValueError("its gzip is damaged") from error
    if len(whole) > LARGEST_BYTES:
        raise TooLarge
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError("its gzip is cut or something follows it")
    return whole
