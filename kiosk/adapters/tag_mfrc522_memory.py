"""What a chosen tag holds: NDEF on NTAG stickers and MIFARE Classic cards, and the mfrc522 package's own text.

Every block's checksum is looked at, and what was written is read back.
"""

from collections.abc import Iterator

from kiosk.adapters.tag_mfrc522_chip import Rc522Chip
from kiosk.adapters.tag_mfrc522_ndef import field_of, message_in, text_of
from kiosk.adapters.tag_mfrc522_selection import Chosen, GarbledError, choose_again, crc_a, wake
from kiosk.errors import TagNotWritten

READ, WRITE_PAGE, KEY_A = 0x30, 0xA2, 0x60
STICKER = 0x00
CARDS = frozenset({0x08, 0x09, 0x18, 0x88})
"""SAK of MIFARE Classic cards and their copies."""
PAGE, BLOCK, CRC = 4, 16, 2
ABOUT_PAGE, FIRST_PAGE, PAGES_PER_READ = 3, 4, 4
IS_NDEF = 0xE1
MOST_READS = 16
"""256 bytes hold any link; 16 reads take 50 ms."""
READ_TRIES = 3
NDEF_KEY = bytes.fromhex("D3F7D3F7D3F7")
PACKAGE_KEY = b"\xff" * 6
PACKAGE_BLOCKS = (8, 9, 10)
EMPTY_FIELD = b"\x03\x00\xfe\x00"
ACK, ACK_BITS = 0x0A, 4


def text_on(chip: Rc522Chip, tag: Chosen) -> str | None:
    """Return the text or link the tag holds, or None.

    :raises GarbledError: the tag left, or its answers cannot be relied on.
    """
    if tag.sak == STICKER:
        return _text_on_sticker(chip)
    return _text_on_card(chip, tag) if tag.sak in CARDS else None


def write_sticker(chip: Rc522Chip, tag: Chosen, text: str) -> None:
    """Write a text or link as the sticker's NDEF message and read it back.

    The old message is made empty first and the new length written last: a sticker that is
    taken away in between holds nothing rather than half.

    :raises TagNotWritten: it does not hold the text now, and why.
    """
    name = tag.uid.hex().upper()
    if tag.sak != STICKER:
        raise TagNotWritten(name, "it is no NTAG sticker")
    try:
        _write(chip, name, text)
    except GarbledError as error:
        raise TagNotWritten(name, "it left or answered wrongly") from error


def _write(chip: Rc522Chip, name: str, text: str) -> None:
    field = field_of(text)
    about = _read(chip, ABOUT_PAGE)
    if about[0] != IS_NDEF or len(field) > about[2] * 8:
        raise TagNotWritten(name, f"it has no room for {len(field)} bytes")
    pages = [field[at : at + PAGE].ljust(PAGE, b"\0") for at in range(0, len(field), PAGE)]
    for number, page in [(0, EMPTY_FIELD), *list(enumerate(pages))[1:], (0, pages[0])]:
        _write_page(chip, name, FIRST_PAGE + number, page)
    held = b"".join(_read(chip, FIRST_PAGE + at) for at in range(0, len(pages), PAGES_PER_READ))
    if held[: len(field)] != field:
        raise TagNotWritten(name, "it holds something else than was written")


def _write_page(chip: Rc522Chip, name: str, page: int, data: bytes) -> None:
    order = bytes([WRITE_PAGE, page]) + data
    answer = chip.transceive(order + crc_a(order))
    if answer is None:
        raise GarbledError
    if answer.bits != ACK_BITS or answer.data[0] & 0x0F != ACK:
        raise TagNotWritten(name, "it refuses; it may be locked")


def _read(chip: Rc522Chip, place: int) -> bytes:
    """Return the 16 bytes from a page or block on."""
    order = bytes([READ, place])
    for _ in range(READ_TRIES):
        answer = chip.transceive(order + crc_a(order), expected_bytes=BLOCK + CRC)
        if answer is None or answer.bits == ACK_BITS:
            break
        if len(answer.data) == BLOCK + CRC and crc_a(answer.data[:BLOCK]) == answer.data[BLOCK:]:
            return answer.data[:BLOCK]
        chip.health.garbled += 1
    raise GarbledError


def _text_on_sticker(chip: Rc522Chip) -> str | None:
    if _read(chip, ABOUT_PAGE)[0] != IS_NDEF:
        return None
    return _first_text(_read(chip, FIRST_PAGE + number * PAGES_PER_READ) for number in range(MOST_READS))


def _first_text(blocks: Iterator[bytes]) -> str | None:
    """Read on until the message is whole; what lies behind it is not read."""
    held = b""
    for block in blocks:
        held += block
        message = message_in(held)
        if message is not None:
            return text_of(message)
    return None


def _text_on_card(chip: Rc522Chip, tag: Chosen) -> str | None:
    try:
        if _open(chip, tag, 4, NDEF_KEY):
            return _first_text(_card_blocks(chip, tag))
        _again(chip, tag)
        if not _open(chip, tag, PACKAGE_BLOCKS[0], PACKAGE_KEY):
            _again(chip, tag)
            return None
        held = b"".join(_read(chip, each) for each in PACKAGE_BLOCKS).rstrip(b"\0 ")
    finally:
        chip.end_authentication()
    return held.decode("ascii") if held.isascii() and held.decode("ascii").isprintable() and held else None


def _card_blocks(chip: Rc522Chip, tag: Chosen) -> Iterator[bytes]:
    for number in range(MOST_READS):
        sector, place = number // 3 + 1, number % 3
        if place == 0 and sector > 1 and not _open(chip, tag, sector * 4, NDEF_KEY):
            return
        yield _read(chip, sector * 4 + place)


def _open(chip: Rc522Chip, tag: Chosen, block: int, key: bytes) -> bool:
    return chip.authenticate(bytes([KEY_A, block]) + key + tag.uid[-4:])


def _again(chip: Rc522Chip, tag: Chosen) -> None:
    """Wake a card that fell silent after a wrong key."""
    chip.end_authentication()
    if not wake(chip):
        raise GarbledError
    choose_again(chip, tag)
