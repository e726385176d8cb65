"""Kinds of tag: NTAG stickers with NDEF, MIFARE Classic cards with keys, and one that only has a UID."""

from kiosk.adapters.simulated.rc522.bits import Bits, crc_a
from kiosk.adapters.simulated.rc522.tags import ACK, NAK, Mishap, SimulatedTag

READ, WRITE_PAGE, WRITE_BLOCK = 0x30, 0xA2, 0xA0
PAGE, BLOCK = 4, 16
FREE_KEY = b"\xff" * 6
"""The key of a new card."""
NDEF_KEY = bytes.fromhex("D3F7D3F7D3F7")
"""The public key of sectors that hold NDEF."""
TERMINATOR = 0xFE
THREE_BYTE_LENGTH = 255


def ndef_field(message: bytes) -> bytes:
    """Return the message as it lies on a tag: its kind, its length, itself, the end."""
    long = len(message) >= THREE_BYTE_LENGTH
    size = b"\xff" + len(message).to_bytes(2, "big") if long else bytes([len(message)])
    return b"\x03" + size + message + bytes([TERMINATOR])


class Ntag(SimulatedTag):
    """An NTAG sticker: 7 bytes of UID, pages of 4 bytes, no keys."""

    atqa = b"\x44\x00"

    def __init__(self, uid: bytes, message: bytes = b"", *, pages: int = 45, mishap: Mishap | None = None) -> None:
        """Make an NTAG213; an NTAG215 has 135 pages."""
        super().__init__(uid, mishap)
        size = (pages - 9) // 2 * PAGE * 2
        held = b"\0" * 12 + bytes([0xE1, 0x10, size // 8, 0]) + ndef_field(message)
        self.memory = bytearray(held.ljust(pages * PAGE, b"\0"))

    def _command(self, data: bytes) -> Bits | None:
        if len(data) < PAGE or data[-2:] != crc_a(data[:-2]) or data[1] * PAGE >= len(self.memory):
            return NAK
        if data[0] == READ:
            self.reads += 1
            twice = self.memory + self.memory
            return self._read_out(bytes(twice[data[1] * PAGE : data[1] * PAGE + 16]))
        if data[0] == WRITE_PAGE:
            return self._written(data[1], data[2:6])
        return NAK

    def _written(self, page: int, data: bytes) -> Bits:
        self.writes += 1
        if self.mishap.refuses_writes or page < PAGE:
            return NAK
        if not self.is_gone:
            self.memory[page * PAGE : (page + 1) * PAGE] = data
        return ACK


class Classic1K(SimulatedTag):
    """A MIFARE Classic card: 16 sectors of 4 blocks, each sector behind two keys."""

    sak = 0x08

    def __init__(self, uid: bytes, *, key: bytes = FREE_KEY, mishap: Mishap | None = None) -> None:
        super().__init__(uid, mishap)
        self.memory = bytearray(64 * BLOCK)
        self.keys = [key] * 16
        self._open: int | None = None
        self._writing: int | None = None

    def hold_text(self, text: str) -> None:
        """Put text where the mfrc522 package puts it."""
        self.memory[8 * BLOCK : 11 * BLOCK] = text.encode().ljust(3 * BLOCK)

    def hold_ndef(self, message: bytes) -> None:
        """Put a message into sectors 1 and up, with the public NDEF key."""
        held = ndef_field(message)
        for number in range(-(-len(held) // (3 * BLOCK))):
            sector = number + 1
            self.keys[sector] = NDEF_KEY
            piece = held[number * 3 * BLOCK : (number + 1) * 3 * BLOCK].ljust(3 * BLOCK, b"\0")
            self.memory[sector * 4 * BLOCK : (sector * 4 + 3) * BLOCK] = piece

    def lose_power(self) -> None:
        """Forget which sector was open, too."""
        super().lose_power()
        self._open = None

    def authenticate(self, block: int, key: bytes, *, second_key: bool) -> bool:  # noqa: ARG002 - both keys of a sector are the same here
        """Open a sector; after a wrong key the card is silent until it is woken."""
        fits = not self.is_gone and self.keys[block // 4] == key
        self._open = block // 4 if fits else None
        if not fits:
            self._fall_back()
        return fits

    def _command(self, data: bytes) -> Bits | None:
        if self._writing is not None:
            return self._written(data)
        if data[-2:] != crc_a(data[:-2]) or self._open != data[1] // 4:
            return NAK
        if data[0] == READ:
            self.reads += 1
            return self._read_out(bytes(self.memory[data[1] * BLOCK : (data[1] + 1) * BLOCK]))
        if data[0] == WRITE_BLOCK:
            self.writes += 1
            self._writing = None if self.mishap.refuses_writes else data[1]
            return NAK if self.mishap.refuses_writes else ACK
        return None

    def _written(self, data: bytes) -> Bits:
        block, self._writing = self._writing or 0, None
        if data[-2:] != crc_a(data[:-2]):
            return NAK
        self.memory[block * BLOCK : (block + 1) * BLOCK] = data[:-2]
        return ACK


class Desfire(SimulatedTag):
    """A card that shows its UID and keeps everything else to itself."""

    sak = 0x20
    atqa = b"\x44\x03"
