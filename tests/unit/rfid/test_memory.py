"""What a tag holds, and what it holds after writing."""

import ndef
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rfid_rig import LINK, STICKER, Rig, sticker

from kiosk.adapters.simulated.rc522.kinds import Classic1K, Desfire, Ntag
from kiosk.adapters.simulated.rc522.tags import Mishap
from kiosk.adapters.tag_mfrc522_ndef import field_of, message_in, message_of, text_of
from kiosk.domain.reading import Tag
from kiosk.errors import TagNotWritten

UID = STICKER.hex().upper()
CARD = bytes.fromhex("DEADBEEF")


def text_read(rig: Rig) -> str | None:
    found = rig.reader.poll()
    assert found
    return found.text


# -- messages ------------------------------------------------------------------------


@given(st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=400))
def test_a_text_comes_back_as_it_was_written(text: str) -> None:
    message = message_in(field_of(text))

    assert message is not None
    assert text_of(message) == (ndef.UriRecord(text).iri if text.startswith(("http://", "https://")) else text)


@given(st.binary(max_size=300))
def test_no_bytes_on_a_tag_stop_the_reader(held: bytes) -> None:
    """Strangers write tags, too."""
    message = message_in(held)

    assert message is None or text_of(message) is None or isinstance(text_of(message), str)


def test_a_message_behind_other_fields_is_found() -> None:
    """Stickers come with lock control fields before the message."""
    assert message_in(b"\0\0\x01\x03\xa0\x10\x44" + field_of("x")) == message_of("x")


def test_a_message_is_read_on_until_it_is_whole() -> None:
    held = field_of("y" * 300)

    assert [message_in(held[:at]) for at in (1, 2, 3, 50)] == [None] * 4
    assert message_in(held) == message_of("y" * 300)


def test_a_tag_without_a_message_has_none() -> None:
    assert message_in(b"\xfe") == b""
    assert message_in(b"\x01") is None
    assert text_of(b"") is None


def test_a_link_beats_nothing_and_other_records_are_passed_over() -> None:
    message = b"".join(ndef.message_encoder([ndef.Record("image/png", "", b"x"), ndef.UriRecord(LINK)]))

    assert text_of(message) == LINK


# -- reading -------------------------------------------------------------------------


@pytest.mark.parametrize("pages", [45, 135], ids=["NTAG213", "NTAG215"])
def test_a_digital_link_on_a_sticker_is_read(rig: Rig, pages: int) -> None:
    rig.field.lay(Ntag(STICKER, message_of(LINK), pages=pages))

    assert text_read(rig) == LINK


def test_a_message_on_a_card_is_read_over_several_sectors(rig: Rig) -> None:
    card = Classic1K(CARD)
    card.hold_ndef(message_of("x" * 120))
    rig.field.lay(card)

    assert text_read(rig) == "x" * 120


def test_a_card_written_with_the_package_is_read(rig: Rig) -> None:
    """Sites that used the package before keep their tags."""
    card = Classic1K(CARD)
    card.hold_text("kar 5")
    rig.field.lay(card)

    assert text_read(rig) == "kar 5"


def test_a_card_with_foreign_keys_is_found_without_text(rig: Rig) -> None:
    rig.field.lay(Classic1K(CARD, key=b"secret"))

    assert [rig.reader.poll() for _ in range(3)] == [Tag("DEADBEEF")] * 3


@pytest.mark.parametrize("tag", [Ntag(STICKER), Desfire(STICKER), Classic1K(CARD)], ids=["empty sticker", "desfire", "new card"])
def test_a_tag_that_holds_nothing_is_found_without_text(rig: Rig, tag: Ntag) -> None:
    rig.field.lay(tag)

    assert text_read(rig) is None


def test_a_sticker_that_is_not_made_for_messages_has_none(rig: Rig) -> None:
    tag = Ntag(STICKER)
    tag.memory[12:16] = b"\0" * 4
    rig.field.lay(tag)

    assert text_read(rig) is None


def test_a_message_without_an_end_is_given_up(rig: Rig) -> None:
    tag = Ntag(STICKER, pages=135)
    tag.memory[16:19] = b"\x03\xff\x7f"
    rig.field.lay(tag)

    assert text_read(rig) is None


def test_a_card_whose_message_ends_in_a_locked_sector_has_no_text(rig: Rig) -> None:
    card = Classic1K(CARD)
    card.hold_ndef(message_of("x" * 120))
    card.keys[2] = b"secret"
    rig.field.lay(card)

    assert text_read(rig) is None


def test_what_comes_with_a_wrong_checksum_is_not_believed(rig: Rig) -> None:
    """The tag is there all the same; its text is not."""
    rig.field.lay(Ntag(STICKER, message_of(LINK), mishap=Mishap(wrong_crc=True)))

    assert rig.reader.poll() == Tag(UID)
    assert rig.reader.health.garbled >= 3


def test_a_tag_is_read_out_once_while_it_lies_there(rig: Rig) -> None:
    tag = sticker()
    rig.field.lay(tag)
    rig.reader.poll()
    reads = tag.reads

    again = [rig.reader.poll() for _ in range(5)]

    assert tag.reads == reads
    assert again == [Tag(UID, LINK)] * 5


def test_a_tag_that_leaves_while_it_is_read_is_not_there(rig: Rig) -> None:
    rig.field.lay(Ntag(STICKER, message_of(LINK), mishap=Mishap(leaves_after_reads=2)))

    assert [rig.reader.poll() for _ in range(2)] == [None, None]


def test_a_card_that_leaves_after_a_wrong_key_is_not_there(rig: Rig) -> None:
    card = Classic1K(CARD, mishap=Mishap(leaves_after_reads=0))
    card.hold_text("kar 5")
    rig.field.lay(card)

    assert rig.reader.poll() is None


# -- writing -------------------------------------------------------------------------


def test_what_was_written_is_on_the_sticker(rig: Rig) -> None:
    tag = sticker()
    rig.field.lay(tag)
    rig.reader.poll()

    rig.reader.write(UID, "LV2-004172-K")

    assert tag.memory[16:].startswith(field_of("LV2-004172-K"))
    assert text_read(rig) == "LV2-004172-K"


def refuses(rig: Rig, text: str = "x", uid: str = UID) -> str:
    with pytest.raises(TagNotWritten) as told:
        rig.reader.write(uid, text)
    return told.value.why


def test_a_sticker_that_refuses_is_told(rig: Rig) -> None:
    rig.field.lay(Ntag(STICKER, mishap=Mishap(refuses_writes=True)))

    assert "refuses" in refuses(rig)


@pytest.mark.parametrize("writes", [0, 1, 3])
def test_a_sticker_that_leaves_holds_nothing_rather_than_half(rig: Rig, writes: int) -> None:
    tag = Ntag(STICKER, message_of(LINK), mishap=Mishap(leaves_after_writes=writes))
    rig.field.lay(tag)

    why = refuses(rig, "another link that is longer")

    assert "left" in why
    assert message_in(bytes(tag.memory[16:])) in {b"", message_of(LINK)}


def test_a_sticker_that_forgets_is_told(rig: Rig) -> None:
    class Forgets(Ntag):
        def _written(self, page: int, data: bytes) -> tuple[int, ...]:
            return super()._written(page, data if page == 4 else b"\0\0\0\0")

    rig.field.lay(Forgets(STICKER))

    assert "something else" in refuses(rig, "a text of some pages")


def test_a_text_that_does_not_fit_is_told_before_anything_is_written(rig: Rig) -> None:
    tag = sticker()
    rig.field.lay(tag)

    assert "no room" in refuses(rig, "x" * 200)
    assert tag.writes == 0


def test_a_card_is_not_written(rig: Rig) -> None:
    rig.field.lay(Classic1K(CARD))

    assert "no NTAG" in refuses(rig, uid="DEADBEEF")


@pytest.mark.parametrize("tags", [(), (sticker(bytes.fromhex("04000000000001")),)], ids=["none", "another"])
def test_only_the_tag_that_was_meant_is_written(rig: Rig, tags: tuple[Ntag, ...]) -> None:
    rig.field.lay(*tags)

    assert "does not lie there" in refuses(rig)
