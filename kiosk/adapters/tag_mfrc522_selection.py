"""Finding a tag and its whole UID: WUPA, anticollision over three cascade levels, SAK, HLTA.

WUPA wakes a halted tag and HLTA puts it to sleep again, so a tag that stays is found every
time; REQA is heard only by those that were not halted, so it finds who has come since. Where two tags differ, a turn says which way to go: from poll to poll each has its turn.
"""

from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import count
from operator import xor

from kiosk.adapters.tag_mfrc522_chip import Answer, Rc522Chip

REQA, WUPA, CALL_BITS = 0x26, 0x52, 7
LEVELS = (0x93, 0x95, 0x97)
CASCADE_TAG, MORE_LEVELS = 0x88, 0x04
PART_BITS = 32
KNOWN_WHOLE = 0x70


@dataclass(frozen=True, slots=True)
class Chosen:
    """A tag that listens now."""

    uid: bytes
    """4, 7 or 10 bytes."""
    sak: int
    """What kind it is."""
    was_alone: bool = True


class GarbledError(Exception):
    """Something answered, and not in a way to be relied on."""


@lru_cache(maxsize=64)
def crc_a(data: bytes) -> bytes:
    """Return the checksum of ISO 14443-3 type A; of a tag that stays, the same few frames are asked for every time."""
    crc = 0x6363
    for byte in data:
        folded = (byte ^ crc) & 0xFF
        folded = (folded ^ (folded << 4)) & 0xFF
        crc = (crc >> 8) ^ (folded << 8) ^ (folded << 3) ^ (folded >> 4)
    return crc.to_bytes(2, "little")


def wake(chip: Rc522Chip) -> bool:
    """Wake every tag, halted ones too; tell whether any answered."""
    return chip.transceive([WUPA], bits=CALL_BITS) is not None


def call_newcomers(chip: Rc522Chip) -> bool:
    """Call the tags that were never halted; tell whether any answered: one that was put to sleep does not hear this."""
    return chip.transceive([REQA], bits=CALL_BITS) is not None


def choose(chip: Rc522Chip, turn: int) -> Chosen:
    """Choose one of the tags that are awake; return it with its whole UID.

    :param turn: which one, where there are several.
    :raises GarbledError: the answers do not fit together; waking them again may help.
    """
    uid, ways = b"", _Ways(turn)
    for level in LEVELS:
        part = _part(chip, level, ways)
        sak = _select(chip, level, part)
        if bool(sak & MORE_LEVELS) != (part[0] == CASCADE_TAG and level != LEVELS[-1]):
            raise GarbledError
        if not sak & MORE_LEVELS:
            return Chosen(uid + part, sak, was_alone=not ways.asked)
        uid += part[1:]
    raise GarbledError


def choose_again(chip: Rc522Chip, tag: Chosen) -> None:
    """Choose a tag that is known already, whoever else is awake.

    :raises GarbledError: it does not answer.
    """
    rest = tag.uid
    for level in LEVELS:
        is_last = len(rest) == PART_BITS // 8
        sak = _select(chip, level, rest if is_last else bytes([CASCADE_TAG]) + rest[:3])
        if is_last == bool(sak & MORE_LEVELS):
            raise GarbledError
        if is_last:
            return
        rest = rest[3:]


def halt(chip: Rc522Chip) -> None:
    """Put the chosen tag to sleep; it agrees by silence."""
    order = b"\x50\x00"
    chip.tell(order + crc_a(order))


class _Ways:
    """Which way to go at each collision: the bits of the turn, one after the other."""

    def __init__(self, turn: int) -> None:
        self._turn = turn
        self._places = count()
        self.asked = False

    def next(self) -> int:
        self.asked = True
        return self._turn >> next(self._places) & 1


def _part(chip: Rc522Chip, level: int, ways: _Ways) -> bytes:
    """Return the four bytes of a level; at a collision take one branch and ask again with what is known."""
    known, bits = 0, 0
    for _ in range(PART_BITS + 1):
        answer = _ask(chip, level, known, bits)
        heard = known | int.from_bytes(answer.data, "little") << (bits - bits % 8) & ~((1 << bits) - 1)
        if answer.collision is None:
            return _checked(heard, bits, answer)
        if not bits < answer.collision <= PART_BITS:
            raise GarbledError
        bits = answer.collision
        known = heard & ((1 << (bits - 1)) - 1) | ways.next() << (bits - 1)
    raise GarbledError


def _ask(chip: Rc522Chip, level: int, known: int, bits: int) -> Answer:
    whole, rest = divmod(bits, 8)
    prefix = known.to_bytes(4, "little")[: whole + (1 if rest else 0)]
    answer = chip.transceive(bytes([level, 0x20 + (whole << 4) + rest]) + prefix, bits=rest, align=rest, expected_bytes=5 - whole)
    if answer is None:
        raise GarbledError
    return answer


def _checked(heard: int, bits: int, answer: Answer) -> bytes:
    """Return the four bytes where all five came and fit."""
    is_whole = len(answer.data) + bits // 8 == PART_BITS // 8 + 1
    five = (heard & (1 << 40) - 1).to_bytes(5, "little")
    if not is_whole or reduce(xor, five):
        raise GarbledError
    return five[:4]


def _select(chip: Rc522Chip, level: int, part: bytes) -> int:
    order = bytes([level, KNOWN_WHOLE]) + part + bytes([reduce(xor, part)])
    answer = chip.transceive(order + crc_a(order))
    if answer is None or len(answer.data) != 3 or crc_a(answer.data[:1]) != answer.data[1:]:  # noqa: PLR2004 - SAK and its checksum
        raise GarbledError
    return answer.data[0]
