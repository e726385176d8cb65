"""What goes over the air between reader and tag: bits, the least significant of a byte first."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

Bits: TypeAlias = tuple[int, ...]


_OF_BYTE: tuple[Bits, ...] = tuple(tuple(byte >> place & 1 for place in range(8)) for byte in range(256))
_BYTE_OF = {bits[:count]: byte for byte, bits in enumerate(_OF_BYTE) for count in range(1, 9) if byte < 1 << count}
"""Looked up, because a demo simulates a thousand frames a minute."""


def bits_of(data: Iterable[int], last_bits: int = 0) -> Bits:
    """Return the bits of bytes; of the last byte only ``last_bits``, 0 for all of them."""
    bits = tuple(chain.from_iterable(map(_OF_BYTE.__getitem__, data)))
    return bits[: len(bits) - 8 + last_bits] if last_bits else bits


def bytes_of(bits: Bits) -> bytes:
    """Return the bytes that hold the bits; what is missing in the last one is 0."""
    return bytes(_BYTE_OF[bits[at : at + 8]] for at in range(0, len(bits), 8))


@lru_cache(maxsize=256)
def crc_a(data: bytes) -> bytes:
    """Return the checksum of ISO 14443-3 type A, two bytes, low byte first."""
    crc = 0x6363
    for byte in data:
        mixed = byte ^ crc & 0xFF
        mixed = (mixed ^ mixed << 4) & 0xFF
        crc = crc >> 8 ^ mixed << 8 ^ mixed << 3 ^ mixed >> 4
    return crc.to_bytes(2, "little")


def with_crc(data: bytes) -> bytes:
    """Return the bytes with their checksum behind them."""
    return data + crc_a(data)
