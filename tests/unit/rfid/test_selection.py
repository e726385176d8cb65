"""Which tag lies there: its whole UID, every time, also beside another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rfid_rig import OTHER, STICKER, Rig, sticker

from kiosk.adapters.simulated.rc522.bits import crc_a as chip_crc
from kiosk.adapters.simulated.rc522.kinds import Classic1K, Desfire
from kiosk.adapters.simulated.rc522.tags import Mishap, SimulatedTag
from kiosk.adapters.tag_mfrc522_selection import crc_a
from kiosk.domain.reading import Tag

CARD = bytes.fromhex("DEADBEEF")
LONG = bytes.fromhex("08A1B201020304050607")


def uids_seen(rig: Rig, polls: int) -> set[str]:
    return {tag.uid for _ in range(polls) if (tag := rig.reader.poll())}


def test_the_checksum_is_the_standards() -> None:
    """HLTA is 50 00 57 CD in every data sheet."""
    assert crc_a(b"\x50\x00") == bytes.fromhex("57CD")


@given(st.binary(max_size=20))
def test_chip_and_adapter_agree_on_the_checksum(data: bytes) -> None:
    """They were written apart from each other."""
    assert crc_a(data) == chip_crc(data)


@pytest.mark.parametrize("uid", [CARD, STICKER, LONG], ids=["4 bytes", "7 bytes", "10 bytes"])
def test_the_whole_uid_is_read(rig: Rig, uid: bytes) -> None:
    rig.field.lay({4: Classic1K, 7: sticker, 10: Desfire}[len(uid)](uid))

    found = rig.reader.poll()

    assert found
    assert found.uid == uid.hex().upper()


def test_a_tag_that_stays_is_found_in_every_poll(rig: Rig) -> None:
    """Without HLTA every second poll finds nothing."""
    rig.field.lay(sticker())

    found = [rig.reader.poll() for _ in range(20)]

    assert len(set(found)) == 1
    assert found[0]


def test_a_tag_with_the_longest_uid_is_found_in_every_poll(rig: Rig) -> None:
    rig.field.lay(Desfire(LONG))

    found = [rig.reader.poll() for _ in range(20)]

    assert found == [Tag(LONG.hex().upper())] * 20


@given(st.sets(st.binary(min_size=4, max_size=4).filter(lambda uid: uid[0] != 0x88), min_size=2, max_size=3))
@settings(max_examples=20, deadline=None)
def test_two_or_three_cards_at_once_are_all_found(uids: set[bytes]) -> None:
    """Each has its turn, whatever their UIDs have in common."""
    rig = Rig()
    rig.field.lay(*(Classic1K(each) for each in uids))

    assert uids_seen(rig, 24) == {each.hex().upper() for each in uids}


def test_two_stickers_of_one_roll_are_both_found(rig: Rig) -> None:
    """Their UIDs begin alike."""
    rig.field.lay(sticker(STICKER), sticker(OTHER))

    assert uids_seen(rig, 6) == {STICKER.hex().upper(), OTHER.hex().upper()}


def test_a_sticker_beside_a_card_is_found_with_it(rig: Rig) -> None:
    rig.field.lay(sticker(), Classic1K(CARD))

    assert uids_seen(rig, 6) == {STICKER.hex().upper(), "DEADBEEF"}


def test_a_tag_that_answers_late_is_found(rig: Rig) -> None:
    """As long as the chip's timer lets it."""
    rig.field.lay(Classic1K(CARD, mishap=Mishap(late_s=0.008)))

    assert rig.reader.poll()


def test_a_tag_that_has_left_is_gone_at_the_second_silence(rig: Rig) -> None:
    """One silence may be the edge of the field."""
    rig.field.lay(sticker())
    there = rig.reader.poll()
    rig.field.lay()

    assert [rig.reader.poll() for _ in range(3)] == [there, None, None]


class _Mumbles(SimulatedTag):
    """Answers the call and then nothing that fits."""

    @property
    def _parts(self) -> tuple[bytes, ...]:
        return (b"\x88\x01\x02\x03",)


def test_a_uid_that_promises_more_and_gives_no_more_is_no_tag(rig: Rig) -> None:
    rig.field.lay(_Mumbles(CARD))

    assert rig.reader.poll() is None
    assert rig.reader.health.garbled


def test_a_tag_that_only_answers_the_call_is_no_tag(rig: Rig) -> None:
    class Mute(SimulatedTag):
        def _chosen(self, _bits: tuple[int, ...], _data: bytes) -> None:
            return None

    rig.field.lay(Mute(CARD))

    assert rig.reader.poll() is None


def test_nothing_there_is_none(rig: Rig) -> None:
    assert [rig.reader.poll() for _ in range(3)] == [None, None, None]


def test_a_tag_is_a_value(rig: Rig) -> None:
    rig.field.lay(sticker(text="hello"))

    assert rig.reader.poll() == Tag("04A1B201020304", "hello")
