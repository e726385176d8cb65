"""One thing lying still is one reading."""

from kiosk.services.debounce import TAG_GONE_S, CodesThere, TagsThere

EAN = ("ean13", b"4242005045112")
SERIAL = ("code128", b"FD 9806 00417")


def test_a_code_is_told_once() -> None:
    codes = CodesThere()

    assert [codes.is_new(EAN) for _ in range(3)] == [True, False, False]


def test_the_same_digits_in_another_symbology_are_another_code() -> None:
    codes = CodesThere()

    assert codes.is_new(EAN)
    assert codes.is_new(("code128", EAN[1]))


def test_a_code_is_told_again_after_the_counter_was_empty() -> None:
    codes = CodesThere()
    codes.is_new(EAN)
    codes.emptied()

    assert codes.is_new(EAN)


def test_a_movement_alone_forgets_nothing() -> None:
    codes = CodesThere()
    codes.is_new(EAN)
    codes.moved()

    assert not codes.is_new(EAN)


def test_a_code_is_told_again_after_another_still_scene_did_not_have_it() -> None:
    codes = CodesThere()
    codes.is_new(EAN)
    codes.settled(1)
    codes.moved()
    codes.is_new(SERIAL)
    codes.settled(2)

    assert codes.is_new(EAN)


def test_a_scene_known_to_have_a_code_has_it_even_if_it_was_not_read_this_time() -> None:
    codes = CodesThere()
    codes.is_new(EAN)
    codes.settled(1)
    codes.moved()
    codes.settled(1)

    assert codes
    assert not codes.is_new(EAN)


def test_a_tag_is_told_once_while_it_lies_there() -> None:
    tags = TagsThere()

    assert [tags.is_new("04AABBCC", at_s) for at_s in (1.0, 1.1, 1.2)] == [True, False, False]


def test_a_poll_that_misses_is_no_removal() -> None:
    tags = TagsThere()
    tags.is_new("04AABBCC", 1.0)

    assert not tags.left(1.0 + TAG_GONE_S / 2)
    assert not tags.is_new("04AABBCC", 1.0 + TAG_GONE_S * 0.9)


def test_the_last_tag_leaves_once() -> None:
    tags = TagsThere()
    tags.is_new("04AABBCC", 1.0)

    assert [tags.left(2.0), tags.left(3.0)] == [True, False]
    assert tags.is_new("04AABBCC", 4.0)
