"""Events found in the bare pages of a damaged file, when SQLite no longer finds its way.

A row is looked for wherever a page looks like a leaf of a table, its overflow pages are
followed, and what comes out counts only if checksum and hash fit: no damage makes an event.
The format is SQLite's own, sections 1.6 and 2.1 of its file format page.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from kiosk.adapters.ledger.packed import unpacked

LEAF = 0x0D
_SMALLEST_PAGE = 512
_WAL_HEADER = 32
_FRAME_HEADER = 24
_HASH_SERIAL = 12 + 2 * 32
_COLUMNS = 6
_MOST_BODY = 1 << 20
_INTEGER_BYTES = (0, 1, 2, 3, 4, 6, 8)

Row = tuple[int, str, str, bytes, bytes, int]
"""As in the table: sequence, type, intake, body, hash, crc."""


def carved(file: Path, log: Path) -> Iterator[Row]:
    """Yield every whole event in the pages of the file, and then of the file with its log's pages over it."""
    page_bytes = _page_size(file)
    plain = dict(_pages(file, page_bytes))
    yield from _events(plain, page_bytes)
    over = dict(_frames(log, page_bytes))
    if over:
        yield from _events({**plain, **over}, page_bytes)


def _page_size(file: Path) -> int:
    if not file.exists():
        return 1024
    with file.open("rb") as opened:
        header = opened.read(18)
    said = int.from_bytes(header[16:18], "big") if len(header) == 18 else 0  # noqa: PLR2004 - the field's place
    return said if said >= _SMALLEST_PAGE and not said & (said - 1) else 1024


def _pages(file: Path, page_bytes: int) -> Iterator[tuple[int, bytes]]:
    if file.exists():
        with file.open("rb") as opened:
            number = 1
            while page := opened.read(page_bytes):
                yield number, page.ljust(page_bytes, b"\0")
                number += 1


def _frames(log: Path, page_bytes: int) -> Iterator[tuple[int, bytes]]:
    """Yield the pages of a log that are of its last round, whether or not its running checksum holds."""
    content = log.read_bytes() if log.exists() else b""
    salt = content[16:24]
    for start in range(_WAL_HEADER, len(content) - _FRAME_HEADER - page_bytes + 1, _FRAME_HEADER + page_bytes):
        if content[start + 8 : start + 16] == salt:
            yield int.from_bytes(content[start : start + 4], "big"), content[start + _FRAME_HEADER : start + _FRAME_HEADER + page_bytes]


def _events(pages: Mapping[int, bytes], page_bytes: int) -> Iterator[Row]:
    for number, page in pages.items():
        begin = 100 if number == 1 else 0
        if page[begin] != LEAF:
            continue
        (cells,) = struct.unpack_from(">H", page, begin + 3)
        for place in range(min(cells, (page_bytes - begin - 8) // 2)):
            (cell,) = struct.unpack_from(">H", page, begin + 8 + 2 * place)
            if row := _row(pages, page, cell):
                yield row


def _row(pages: Mapping[int, bytes], page: bytes, cell: int) -> Row | None:
    try:
        size, at = _varint(page, cell)
        sequence, at = _varint(page, at)
        payload = _payload(pages, page, at, size)
        return _event(sequence, payload) if payload else None
    except (IndexError, struct.error, ValueError):
        return None


def _payload(pages: Mapping[int, bytes], page: bytes, at: int, size: int) -> bytes:
    """Return a row's bytes with its overflow pages; nothing where one is missing."""
    usable = len(page)
    if not 0 < size <= _MOST_BODY:
        return b""
    least = (usable - 12) * 32 // 255 - 23
    kept = least + (size - least) % (usable - 4)
    local = size if size <= usable - 35 else (kept if kept <= usable - 35 else least)
    payload = page[at : at + local]
    following = int.from_bytes(page[at + local : at + local + 4], "big")
    while len(payload) < size:
        overflow = pages.get(following)
        if overflow is None:
            return b""
        payload += overflow[4 : 4 + size - len(payload)]
        following = int.from_bytes(overflow[:4], "big")
    return payload


def _event(sequence: int, payload: bytes) -> Row | None:
    """Return the row of a payload that is an event and holds what its hash says."""
    head, at = _varint(payload, 0)
    serials = []
    while at < head:
        serial, at = _varint(payload, at)
        serials.append(serial)
    if len(serials) != _COLUMNS or serials[0] or serials[4] != _HASH_SERIAL or not 0 < serials[5] < len(_INTEGER_BYTES):
        return None
    sizes = [(serial - 12) // 2 for serial in serials[1:5]] + [_INTEGER_BYTES[serials[5]]]
    if min(sizes) < 0 or head + sum(sizes) != len(payload):
        return None
    values = []
    for size in sizes:
        values.append(payload[at : at + size])
        at += size
    kind, intake, body, hashed, crc = values
    plain = unpacked(body)
    if zlib.crc32(plain) != int.from_bytes(crc, "big") or sha256(plain).digest() != hashed:
        return None
    return sequence, kind.decode(), intake.decode(), body, hashed, zlib.crc32(plain)


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """Return a variable-length integer and where the next thing begins."""
    value = 0
    for step in range(8):
        byte = content[at + step]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the high bit says that more follows
            return value, at + step + 1
    return value << 8 | content[at + 8], at + 9
