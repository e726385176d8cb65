"""Keys become characters by the scanner's layout."""

import pytest

from kiosk.adapters.scanner_keyboard import Key, Layout, Typing
from kiosk.adapters.scanner_line import Framing

SHIFT, CTRL, ALT, ALT_GR, ENTER = 42, 29, 56, 100, 28


def press(typing: Typing, *codes: int, held: tuple[int, ...] = ()) -> str | None:
    """Press keys, others held meanwhile; return the last line that ended."""
    line = None
    for code in held:
        typing.take(Key(code, is_down=True))
    for code in codes:
        line = typing.take(Key(code, is_down=True)) or line
        typing.take(Key(code, is_down=False))
    for code in held:
        typing.take(Key(code, is_down=False))
    return line


DIGITS = (2, 3, 4, 5)


@pytest.mark.parametrize(("layout", "shifted"), [(Layout.US, False), (Layout.DE, False), (Layout.BE, True), (Layout.FR, True)])
def test_digits_are_shifted_where_the_layout_has_them_so(layout: Layout, shifted: bool) -> None:  # noqa: FBT001 - a case of the table
    typing = Typing(layout)
    press(typing, *DIGITS, held=(SHIFT,) if shifted else ())

    assert press(typing, ENTER) == "1234"


@pytest.mark.parametrize(("layout", "typed"), [(Layout.US, "qwyz"), (Layout.BE, "azyw"), (Layout.FR, "azyw"), (Layout.DE, "qwzy")])
def test_letters_lie_where_the_layout_has_them(layout: Layout, typed: str) -> None:
    typing = Typing(layout)
    press(typing, 16, 17, 21, 44)

    assert press(typing, ENTER) == typed


@pytest.mark.parametrize(("layout", "key"), [(Layout.BE, 27), (Layout.FR, 12), (Layout.DE, 10)])
def test_signs_behind_alt_gr_are_typed(layout: Layout, key: int) -> None:
    typing = Typing(layout)
    press(typing, key, held=(ALT_GR,))

    assert press(typing, ENTER) == "]"


def test_the_sign_between_gs1_fields_arrives_as_ctrl() -> None:
    typing = Typing(Layout.US)
    press(typing, 2)
    press(typing, 27, held=(CTRL,))
    press(typing, 3)

    assert press(typing, ENTER) == "1\x1d2"


def test_the_sign_between_gs1_fields_arrives_from_the_keypad_with_alt() -> None:
    typing = Typing(Layout.BE)
    press(typing, 82, 82, 80, 73, held=(ALT,))

    assert press(typing, ENTER) == "\x1d"


def test_other_characters_from_the_keypad_with_alt_are_left_out() -> None:
    typing = Typing(Layout.BE)
    press(typing, 80, 80, 80, held=(ALT,))
    press(typing, held=(ALT,))

    assert press(typing, ENTER) is None or press(typing, ENTER) == ""


def test_keypad_space_and_keys_that_type_nothing() -> None:
    typing = Typing(Layout.US)
    press(typing, 79, 57, 1, 2)

    assert press(typing, 96) == "1 1"


def test_ctrl_with_a_digit_is_the_digit() -> None:
    typing = Typing(Layout.US)
    press(typing, 2, held=(CTRL,))

    assert press(typing, ENTER) == "1"


def test_what_was_begun_is_forgotten_on_request() -> None:
    typing = Typing(Layout.US)
    press(typing, 2)

    typing.forget()

    assert press(typing, 3, ENTER) == "2"


SLASH, DOT = 53, 52
"""Keys of the US layout."""


def strokes(typing: Typing, *keys: tuple[int, float]) -> list[str]:
    """Press keys at times; return the lines they end."""
    ended = [typing.take(Key(code, is_down, at_s)) for code, at_s in keys for is_down in (True, False)]
    return [each for each in ended if each]


def burst(*codes: int, begin_s: float = 10.0) -> list[tuple[int, float]]:
    return [(code, begin_s + number * 0.005) for number, code in enumerate(codes)]


@pytest.mark.parametrize(
    ("keys", "lines"),
    [
        (burst(SLASH, *DIGITS, DOT, ENTER), ["1234"]),
        (burst(SLASH, *DIGITS, DOT), ["1234"]),
        (burst(*DIGITS, DOT, ENTER), []),
        (burst(SLASH, *DIGITS, ENTER), []),
        ([(code, 10.0 + number) for number, code in enumerate((SLASH, *DIGITS, DOT, ENTER))], []),
        ([*burst(SLASH, 2), *burst(SLASH, *DIGITS, DOT, begin_s=20.0)], ["1234"]),
    ],
    ids=["framed and Enter", "the suffix alone ends it", "no prefix", "no suffix", "typed by a hand", "a broken one, then a whole one"],
)
def test_a_code_is_what_is_framed_and_fast(keys: list[tuple[int, float]], lines: list[str]) -> None:
    """Keys 100 ms apart are no scan, nor is what lacks the prefix or suffix the scanner is set to."""
    typing = Typing(Layout.US, Framing("/", ".", 0.1))

    assert strokes(typing, *keys) == lines
