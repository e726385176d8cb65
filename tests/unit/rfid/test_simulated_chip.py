"""The simulated chip is one the real package works with, where the package works."""

from pathlib import Path

import pytest
from rfid_rig import STICKER, Rig, sticker

from kiosk.adapters.simulated.rc522.bits import crc_a
from kiosk.adapters.simulated.rc522.field import Field
from kiosk.adapters.simulated.rc522.kinds import NDEF_KEY, Classic1K, Ntag
from kiosk.adapters.simulated.rc522.registers import FIFO_BYTES, Error, Register
from kiosk.adapters.simulated.rc522.tags import NAK, SimulatedTag, State
from kiosk.adapters.simulated.stickers import EVERY, StickeredCounterTop
from kiosk.adapters.tag_mfrc522_ndef import message_of

CARD = bytes.fromhex("DEADBEEF")
FREE_KEY, BLOCK = [0xFF] * 6, 9


@pytest.fixture
def package(rig: Rig) -> object:
    return rig.pi.mfrc522()


def test_the_package_writes_a_card_and_reads_it_again(rig: Rig, package: object) -> None:
    """Each second call finds nothing: the package never halts a tag."""
    reader = package.SimpleMFRC522()  # type: ignore[attr-defined]
    rig.field.lay(Classic1K(CARD))
    reader.write_no_block("kar 5")
    reader.read_no_block()

    number, text = reader.read_no_block()

    assert number == 0xDEADBEEF22
    assert text == "kar 5".ljust(48)


def test_the_packages_checksums_are_the_chips(rig: Rig, package: object) -> None:
    del rig
    reader = package.MFRC522()  # type: ignore[attr-defined]

    assert bytes(reader.CalulateCRC([0x50, 0x00])) == crc_a(b"\x50\x00") == bytes.fromhex("57CD")


def test_a_card_opens_with_its_key_only(rig: Rig) -> None:
    card = Classic1K(CARD, key=NDEF_KEY)
    card.state = State.ACTIVE
    rig.field.lay(card)

    assert not rig.field.authenticate(BLOCK, bytes(FREE_KEY), second_key=False)


def test_a_fifo_that_is_full_says_so(rig: Rig) -> None:
    for _ in range(FIFO_BYTES + 1):
        rig.chip.transfer([Register.FIFO_DATA << 1, 0x55])

    assert rig.chip.transfer([Register.ERROR << 1 | 0x80, 0])[1] & Error.BUFFER_OVERFLOW
    assert rig.chip.transfer([Register.FIFO_LEVEL << 1 | 0x80, 0])[1] == FIFO_BYTES


def test_another_numbering_of_pins_is_refused(rig: Rig) -> None:
    """As RPi.GPIO refuses it."""
    rig.pi.gpio.setmode(10)

    with pytest.raises(ValueError, match="already been set"):
        rig.pi.gpio.setmode(11)
    with pytest.raises(RuntimeError, match="OUTPUT"):
        rig.pi.gpio.output(22, 1)


@pytest.mark.parametrize("command", [b"\x31\x00", b"\x30\xff", b"\x30\x00\x00\x00"], ids=["unknown", "no such page", "wrong checksum"])
def test_a_sticker_refuses_what_it_does_not_know(command: bytes) -> None:
    tag = Ntag(STICKER)

    assert tag._command(command if len(command) == 4 else command + crc_a(command)) == NAK  # noqa: SLF001 - silicon has no front door


def test_a_card_refuses_a_block_with_a_wrong_checksum() -> None:
    card = Classic1K(CARD)
    card.authenticate(BLOCK, bytes(FREE_KEY), second_key=False)
    order = bytes([0xA0, BLOCK])
    card._command(order + crc_a(order))  # noqa: SLF001 - silicon has no front door

    assert card._command(b"x" * 16 + b"\0\0") == NAK  # noqa: SLF001 - the same
    assert card._command(b"\x60\x09" + crc_a(b"\x60\x09")) is None  # noqa: SLF001 - the same


def test_a_tag_without_keys_opens_nothing() -> None:
    tag = SimulatedTag(CARD)
    tag.state = State.ACTIVE

    assert not tag.authenticate(BLOCK, bytes(FREE_KEY), second_key=True)
    assert tag._command(b"\x30\x00") is None  # noqa: SLF001 - silicon has no front door


def test_a_card_that_is_lifted_forgets_which_sector_was_open(rig: Rig) -> None:
    card = Classic1K(CARD)
    card.hold_ndef(message_of("kar 5"))
    rig.field.lay(card)
    rig.reader.poll()
    rig.field.lay()
    rig.field.exchange((0, 1, 1, 0, 0, 1, 0))

    assert card.state is State.IDLE


def test_a_tag_comes_when_its_time_has_come() -> None:
    field, come = Field(), [False]
    field.lay_when(lambda: come[0], sticker())
    call = (0, 1, 0, 0, 1, 0, 1)

    before = field.exchange(call)
    come[0] = True

    assert before is None
    assert field.exchange(call)


def test_every_third_item_of_the_demo_has_a_sticker(tmp_path: Path) -> None:
    top = StickeredCounterTop(tmp_path / "top.json")
    found = []
    for _ in range(2 * EVERY):
        top.put(tmp_path / "picture.jpg")
        found.append(top.look().tag)

    assert [bool(each) for each in found] == [False, False, True] * 2
    assert len({each.uid for each in found if each}) == 2
