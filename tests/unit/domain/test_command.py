"""Command cards: what is printed on them, and that only the site's own key prints them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.command import BUTTONS, CONTAINER, Card, card_in, is_command, is_genuine, mark_of, text_of

KEY, OTHER = b"k" * 32, b"o" * 32
NAMES = st.from_regex(r"\A[a-z0-9_-]{1,28}\Z")


@given(NAMES)
def test_a_card_reads_back_as_itself(name: str) -> None:
    """Also in small letters and with spaces about it, as scanners send it."""
    card = card_in(f" {text_of(KEY, name).lower()} ")

    assert card == Card(name, mark_of(KEY, name))
    assert is_genuine(card, KEY)


@given(NAMES, NAMES)
def test_a_mark_fits_one_name_and_one_site(name: str, other: str) -> None:
    card = Card(name, mark_of(KEY, name))

    assert not is_genuine(card, OTHER)
    assert is_genuine(Card(other, card.mark), KEY) == (other == name)


@given(st.text())
def test_what_a_stranger_printed_is_no_genuine_card(text: str) -> None:
    card = card_in(text) or card_in(f"KC-{text}-ABCDEFGHIJKL")

    assert card is None or not is_genuine(card, KEY)


@pytest.mark.parametrize("text", [None, "", "4006381333931", "LV2-004172-K", "KC-CONFIRM", "KC-CONFIRM-SHORT", "KC-CONFIRM-ABCDEFGHIJK1"])
def test_other_codes_are_no_cards(text: str | None) -> None:
    assert card_in(text) is None


def test_a_name_no_card_can_carry_is_refused() -> None:
    with pytest.raises(ValueError, match="groot toestel"):
        text_of(KEY, "groot toestel")


@pytest.mark.parametrize(("name", "is_one"), [*((each, True) for each in BUTTONS), ("kind-kettle", True), ("danger-gas", True)])
def test_what_has_a_button_is_a_command(name: str, *, is_one: bool) -> None:
    assert is_command(name) is is_one


@pytest.mark.parametrize("name", ["acknowledge", "choose", "set_aside", "supervisor", "call", f"{CONTAINER}5", "kind-a b", ""])
def test_what_has_none_is_none(name: str) -> None:
    assert not is_command(name)
