"""Examining a reader step by step, so that each fault is told apart from the others.

A later step needs the earlier ones; the first that fails names the cause, and no more are tried.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType

from kiosk.adapters.tag_mfrc522 import Mfrc522TagReader
from kiosk.adapters.tag_mfrc522_chip import FIFO, FIFO_LEVEL, TIMER_MODE, Rc522Chip
from kiosk.adapters.tag_mfrc522_faults import DEAD_HIGH, DEAD_LOW
from kiosk.adapters.tag_mfrc522_selection import wake
from kiosk.domain.reading import Tag
from kiosk.errors import DeviceBroken, TagReaderBroken
from kiosk.ports import Clock

PATTERNS = (0x00, 0xFF, 0x55, 0xAA)
ROUNDS = 32
BITS = ROUNDS * len(PATTERNS) * 8
POLLS = 40
POLL_S = 0.066
AFTER_RESET = 0x00
"""Of ``TIMER_MODE``."""
FEED_IT = "check the 3.3 V supply; feed it from the Pi's pin 1 or 17"
MODELS = {0x91: "MFRC522 1.0", 0x92: "MFRC522 2.0", 0x88: "FM17522, a clone", 0x12: "a clone"}
KINDS = {4: "a card with a UID of 4 bytes", 7: "a tag with a UID of 7 bytes", 10: "a tag with a UID of 10 bytes"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One step of the examination."""

    step: str
    is_well: bool
    said: str
    remedy: str = ""


def examine(clock: Clock, load: Callable[[], ModuleType]) -> Iterator[Finding]:
    """Yield what each step finds, ending with the first fault."""
    chip = Rc522Chip(clock, load)
    steps: Sequence[tuple[str, Callable[[], str]]] = (
        ("wires", lambda: _wires(chip)),
        ("chip", lambda: _chip(chip)),
        ("commands", lambda: _commands(chip)),
        ("supply", lambda: _supply(chip, clock)),
    )
    try:
        for step, look in steps:
            finding = _looked(step, look)
            yield finding
            if not finding.is_well:
                return
    finally:
        chip.close()
    yield _tag(clock, load)


def write_tag(clock: Clock, load: Callable[[], ModuleType], text: str) -> str:
    """Write a text or link on the sticker that lies there; return its UID.

    :raises DeviceBroken: nothing lies there, or it does not hold the text now.
    """
    reader = Mfrc522TagReader(clock, load)
    try:
        tag = next((found for _ in range(POLLS) if (found := _poll(reader, clock))), None)
        if tag is None:
            raise TagReaderBroken("there is no tag on it", "lay a sticker on the reader first")
        reader.write(tag.uid, text)
    finally:
        reader.close()
    return tag.uid


def _looked(step: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(step, is_well=True, said=look())
    except TagReaderBroken as error:
        return Finding(step, is_well=False, said=error.why, remedy=error.remedy)
    except OSError as error:
        return Finding(step, is_well=False, said=f"the bus is gone ({error})", remedy="check that SPI is still on, then the wiring")


def _wires(chip: Rc522Chip) -> str:
    """Write patterns into the chip's memory and read them back: only wires change them."""
    chip.open()
    if chip.version() in {DEAD_LOW, DEAD_HIGH}:
        raise chip.diagnosis()
    wrong = sum(_wrong_bits(chip) for _ in range(ROUNDS))
    if wrong and chip.read(TIMER_MODE) != AFTER_RESET:  # which empties the memory, too
        raise TagReaderBroken(f"{wrong} of {BITS} bits arrive wrong", "shorten the wires to under 20 cm, and check that each sits firmly")
    return f"{BITS} bits written and read back"


def _wrong_bits(chip: Rc522Chip) -> int:
    chip.write(FIFO_LEVEL, 0x80)
    for each in PATTERNS:
        chip.write(FIFO, each)
    return sum((chip.read(FIFO) ^ each).bit_count() for each in PATTERNS)


def _chip(chip: Rc522Chip) -> str:
    if chip.read(TIMER_MODE) == AFTER_RESET:
        raise TagReaderBroken("it lost its settings as soon as it had them", FEED_IT)
    if not chip.is_as_started():
        raise chip.diagnosis()
    version = chip.version()
    return f"version 0x{version:02X}, {MODELS.get(version, 'unknown')}; antenna on"


def _commands(chip: Rc522Chip) -> str:
    """Give a command before the reset pin was ever pulsed, and see whether a pulse helps where it hangs."""
    try:
        return _called(chip)
    except TagReaderBroken:
        chip.start()
    _called(chip)
    raise TagReaderBroken(
        "it hung, and a pulse of its reset pin brought it back", "the kiosk does so by itself; if it repeats, check the 3.3 V supply"
    )


def _called(chip: Rc522Chip) -> str:
    return "a call ends in time, " + ("and a tag answered it" if wake(chip) else "with nobody there")


def _supply(chip: Rc522Chip, clock: Clock) -> str:
    """Watch the settings for a while: a chip with a weak supply loses them."""
    lost = chip.health.resets_seen
    for _ in range(POLLS):
        chip.be_ready()
        wake(chip)
        clock.wait(POLL_S)
    lost = chip.health.resets_seen - lost
    if lost:
        raise TagReaderBroken(f"it lost its settings {lost} times in {POLLS} polls", FEED_IT)
    return f"settings kept over {POLLS} polls"


def _tag(clock: Clock, load: Callable[[], ModuleType]) -> Finding:
    reader = Mfrc522TagReader(clock, load)
    try:
        tag = next((found for _ in range(POLLS) if (found := _poll(reader, clock))), None)
    except DeviceBroken as error:
        return Finding("tag", is_well=False, said=str(error))
    finally:
        reader.close()
    if tag is None:
        return Finding(
            "tag", is_well=True, said="none there; lay one on the reader and look again. If it stays unseen, the antenna is broken"
        )
    kind = KINDS.get(len(tag.uid) // 2, "a tag")
    return Finding("tag", is_well=True, said=f"{kind}, " + (f"which holds {tag.text!r}" if tag.text else "which holds no text"))


def _poll(reader: Mfrc522TagReader, clock: Clock) -> Tag | None:
    found = reader.poll()
    clock.wait(0.0 if found else POLL_S)
    return found
