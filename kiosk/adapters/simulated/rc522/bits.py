"""What goes over the air between reader and tag: bits, the least significant of a byte first."""

from collections.abc import Iterable
from typing import TypeAlias

Bits: TypeAlias = tuple[int, ...]


def bits_of(data: Iterable[int], last_bits: int = 0) -> Bits:
    """Return the bits of bytes; of the last byte only ``last_bits``, 0 for all of them."""
    bits = tuple(byte >> place & 1 for byte in data for place in range(8))
    return bits[: len(bits) - 8 + last_bits] if last_bits else bits


def bytes_of(bits: Bits) -> bytes:
    """Return the bytes that hold the bits; what is missing in the last one is 0."""
    return bytes(sum(bit << place for place, bit in enumerate(bits[at : at + 8])) for at in range(0, len(bits), 8))


def crc_a(data: Iterable[int]) -> bytes:
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
