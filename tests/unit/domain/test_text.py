"""Texts from strangers are shown plain and short."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.text import MAX_CHARACTERS, in_language, plain


def test_control_and_direction_marks_are_taken_out() -> None:
    assert plain("safe\u202egnp.exe\x00\x1b[31m\nnext") == "safe gnp.exe [31m next"


def test_long_texts_end_in_an_ellipsis() -> None:
    assert plain("x" * 500) == "x" * (MAX_CHARACTERS - 1) + "…"


@given(st.text(), st.integers(1, 200))
def test_any_text_becomes_one_short_line(text: str, limit: int) -> None:
    shown = plain(text, limit)

    assert len(shown) <= limit
    assert shown.isprintable() or shown == ""


def test_a_missing_language_falls_back_to_dutch() -> None:
    assert in_language({"nl": "Ja", "fr": "Oui"}, "de") == "Ja"
    assert in_language({"fr": "Oui"}, "de") == "Oui"
    assert in_language({}, "de") == ""
