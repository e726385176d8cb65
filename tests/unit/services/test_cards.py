"""What a command card does, by who shows it to what."""

import pytest
from web.counters import HAIRDRYER, PLUGINS, Counter, counter_with

from kiosk.domain.command import text_of
from kiosk.domain.reading import Medium, Reading
from kiosk.errors import CardForeign, CardSeen, CardUnfit, LedgerUnwritable
from kiosk.services.board import Press
from kiosk.services.cards import AGAIN_S, Cards

KEY = b"k" * 32


@pytest.fixture
def counter() -> Counter:
    return counter_with(*PLUGINS, confirms_placing=True)


@pytest.fixture
def cards(counter: Counter) -> Cards:
    return Cards(counter.desk.counter.board, counter.desk.placing, lambda: KEY, lambda: counter.clock.now().boot_s)


def card(name: str, medium: Medium = Medium.SCANNER, key: bytes = KEY, number: int = 1) -> Reading:
    text = text_of(key, name)
    return Reading(f"run-{number}", medium, "code128", text.encode(), text)


@pytest.mark.parametrize("medium", [Medium.SCANNER, Medium.TAG])
def test_a_card_from_the_scanner_or_a_tag_presses_its_button(counter: Counter, cards: Cards, medium: Medium) -> None:
    assert cards.takes(card("confirm", medium))
    assert counter.desk.presses_since(0) == (Press("confirm"),)


def test_a_card_before_the_camera_is_neither_obeyed_nor_an_item(counter: Counter, cards: Cards) -> None:
    """Anybody can print one large and hold it up."""
    assert cards.takes(card("confirm", Medium.CAMERA))
    assert counter.desk.presses_since(0) == (Press(said=CardSeen.code),)
    assert counter.desk.view().intake is None


def test_a_card_of_another_site_is_not_obeyed_and_no_item(counter: Counter, cards: Cards) -> None:
    assert cards.takes(card("confirm", key=b"o" * 32))
    assert counter.desk.presses_since(0) == (Press(said=CardForeign.code),)


def test_a_genuine_card_of_no_button_is_told(counter: Counter, cards: Cards) -> None:
    """An older kiosk printed it, or somebody had the key: a STOP has no card."""
    cards.takes(card("acknowledge"))

    assert counter.desk.presses_since(0) == (Press(said=CardUnfit.code),)


def test_another_code_is_left_alone(cards: Cards) -> None:
    assert not cards.takes(Reading("run-1", Medium.SCANNER, "ean13", b"4006381333931", "4006381333931"))


def test_a_scanner_that_repeats_presses_once(counter: Counter, cards: Cards) -> None:
    """Its button was held; a moment later the same card counts again, and another card at once."""
    cards.takes(card("yes", number=1))
    cards.takes(card("yes", number=2))
    cards.takes(card("no", number=3))
    counter.clock.wait(AGAIN_S)
    cards.takes(card("no", number=4))

    assert counter.desk.presses_since(0) == (Press("yes"), Press("no"), Press("no"))


def test_a_screen_hears_only_of_cards_after_it_opened(counter: Counter, cards: Cards) -> None:
    for number, name in enumerate(("yes", "no", "confirm")):
        cards.takes(card(name, number=number))

    assert counter.desk.presses_since(1) == (Press("no"), Press("confirm"))
    assert counter.desk.presses_since(3) == ()


def test_a_containers_card_confirms_the_verdict_and_the_placing(counter: Counter, cards: Cards) -> None:
    counter.scan(HAIRDRYER)

    cards.takes(card("container-4"))

    assert [each.data.get("by", each.data.get("outcome")) for each in counter.ledger.told] == ["recycle", "code"]
    assert counter.desk.presses_since(0) == ()


def test_a_containers_card_with_nothing_to_place_is_told(counter: Counter, cards: Cards) -> None:
    cards.takes(card("container-4"))

    assert counter.desk.presses_since(0) == (Press(said=CardUnfit.code),)


def test_what_could_not_be_kept_may_be_shown_again(counter: Counter, cards: Cards) -> None:
    """The disk was full: nothing was recorded, and capture hears that and sends the same reading again."""
    counter.scan(HAIRDRYER)
    counter.ledger.full = True
    with pytest.raises(LedgerUnwritable):
        cards.takes(card("container-4"))
    counter.ledger.full = False
    counter.clock.wait(AGAIN_S)

    cards.takes(card("container-4"))

    assert [each.data["outcome"] for each in counter.ledger.told[:1]] == ["recycle"]
