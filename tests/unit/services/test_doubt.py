"""*Zelfde toestel?*: a second product code and a duplicate are asked about, never guessed."""

from pathlib import Path

import pytest
from web.counters import HAIRDRYER, KETTLE, VACUUM, Counter, counter_with
from web.counters import PLUGINS as RULES

from kiosk.adapters.unsettled_file import UnsettledFile
from kiosk.contract.events import EventType
from kiosk.domain.intake import Stage
from kiosk.domain.reading import Medium, Reading
from kiosk.errors import NotNow
from kiosk.services.doubt import DUPLICATE_S, DoubtKind


@pytest.fixture
def counter() -> Counter:
    return counter_with(*RULES)


def kind(counter: Counter) -> DoubtKind | None:
    doubt = counter.desk.view().doubt
    return doubt.kind if doubt else None


def test_a_second_product_code_is_asked_about(counter: Counter) -> None:
    """It neither joins nor confirms by itself."""
    counter.scan(HAIRDRYER)

    counter.scan(VACUUM)

    assert kind(counter) is DoubtKind.OTHER_PRODUCT
    assert counter.ledger.told == []


def test_a_code_of_the_same_item_joins_it(counter: Counter) -> None:
    """*Ja*: the appliance has two labels."""
    counter.scan(HAIRDRYER)
    counter.scan(VACUUM)

    counter.desk.same(is_same=True)

    intake = counter.desk.view().intake
    assert intake is not None
    assert [each.text for each in intake.item.readings] == [HAIRDRYER, VACUUM]
    assert kind(counter) is None


def test_a_code_of_another_item_waits_and_confirms_nothing(counter: Counter) -> None:
    """*Nee*: the verdict stays until a person confirms it, then the other item begins."""
    counter.scan(HAIRDRYER)
    counter.scan(VACUUM)

    counter.desk.same(is_same=False)
    before = counter.desk.view().intake
    counter.desk.confirm()

    assert before is not None
    assert before.stage is Stage.JUDGED
    after = counter.desk.view().intake
    assert after is not None
    assert [each.text for each in after.item.readings] == [VACUUM]


def test_codes_read_while_it_is_asked_share_the_answer(counter: Counter) -> None:
    """A third code changes nothing on the screen and is not lost."""
    counter.scan(HAIRDRYER)
    counter.scan(VACUUM)
    counter.scan(VACUUM, Medium.SCANNER)
    counter.desk.present(Reading("run-9", Medium.SCANNER, "code128", b"SN 1", "SN 1"))

    counter.desk.same(is_same=True)

    intake = counter.desk.view().intake
    assert intake is not None
    assert [each.text for each in intake.item.readings] == [HAIRDRYER, VACUUM, "SN 1"]


def test_an_emptied_counter_takes_the_question_away(counter: Counter) -> None:
    """What was asked about has left."""
    counter.scan(HAIRDRYER)
    counter.scan(VACUUM)

    counter.desk.counter_emptied()

    assert kind(counter) is None


@pytest.mark.parametrize(("passed_s", "asked"), [(DUPLICATE_S - 1, DoubtKind.AGAIN), (DUPLICATE_S, None)], ids=["soon", "later"])
def test_a_duplicate_within_ten_seconds_is_asked_about(counter: Counter, passed_s: float, asked: DoubtKind | None) -> None:
    counter.scan(HAIRDRYER)
    counter.desk.confirm()
    counter.desk.counter_emptied()
    counter.clock.wait(passed_s)

    counter.scan(HAIRDRYER)

    assert kind(counter) is asked
    assert (counter.desk.view().intake is None) is (asked is not None)


@pytest.mark.parametrize(("is_same", "count"), [(True, 1), (False, 2)], ids=["the same", "a second one"])
def test_a_duplicate_counts_once_or_twice_as_staff_say(counter: Counter, is_same: bool, count: int) -> None:  # noqa: FBT001 - a parameter of the table
    counter.scan(HAIRDRYER)
    counter.desk.confirm()
    counter.desk.counter_emptied()
    counter.scan(HAIRDRYER)

    counter.desk.same(is_same=is_same)
    if counter.desk.view().intake:
        counter.desk.confirm()

    assert [each.type for each in counter.ledger.told].count(EventType.INTAKE_RECORDED) == count


def test_an_answer_without_a_question_is_not_now(counter: Counter) -> None:
    """A tap on an old page does nothing."""
    counter.scan(KETTLE)

    with pytest.raises(NotNow):
        counter.desk.same(is_same=True)


def restarted(counter: Counter, file: Path) -> Counter:
    """Return the counter after its desk was killed and started again."""
    again = counter_with(*RULES, clock=counter.clock, ledger=counter.ledger)
    again.desk.counter.remember(UnsettledFile(file))
    return again


@pytest.fixture
def kept(counter: Counter, tmp_path: Path) -> Path:
    counter.desk.counter.remember(UnsettledFile(tmp_path / "unsettled.json"))
    return tmp_path / "unsettled.json"


def test_a_desk_that_restarts_asks_the_same_again(counter: Counter, kept: Path) -> None:
    counter.scan(HAIRDRYER)
    counter.scan(VACUUM)

    again = restarted(counter, kept)
    asked = kind(again)
    again.desk.same(is_same=True)

    intake = again.desk.view().intake
    assert asked is DoubtKind.OTHER_PRODUCT
    assert intake is not None
    assert [each.text for each in intake.item.readings] == [HAIRDRYER, VACUUM]


def test_a_desk_that_restarts_keeps_the_next_items_codes(counter: Counter, kept: Path) -> None:
    """They begin the next item when this one is done."""
    counter.scan(KETTLE)
    counter.scan(VACUUM)
    counter.desk.same(is_same=False)

    again = restarted(counter, kept)
    again.desk.answer("works", "yes")
    again.desk.confirm()

    intake = again.desk.view().intake
    assert intake is not None
    assert [each.text for each in intake.item.readings] == [VACUUM]


def test_what_was_settled_is_not_asked_again(counter: Counter, kept: Path) -> None:
    counter.scan(HAIRDRYER)
    counter.scan(VACUUM)
    counter.desk.same(is_same=True)

    assert kind(restarted(counter, kept)) is None


def test_another_item_is_not_asked_about_old_codes(counter: Counter, kept: Path) -> None:
    """The note is of an intake that is no more."""
    counter.scan(HAIRDRYER)
    counter.scan(VACUUM)
    old = kept.read_bytes()
    counter.desk.same(is_same=True)
    counter.desk.back()
    counter.scan(KETTLE)
    kept.write_bytes(old)

    assert kind(restarted(counter, kept)) is None


@pytest.mark.parametrize("content", [b"", b"{", b'{"asked": 7}'], ids=["empty", "cut off", "foreign"])
def test_a_note_nobody_can_read_stops_nothing(counter: Counter, kept: Path, content: bytes) -> None:
    counter.scan(HAIRDRYER)
    kept.write_bytes(content)

    assert restarted(counter, kept).desk.view().intake is not None


def test_a_note_that_cannot_be_written_stops_nothing(counter: Counter, tmp_path: Path) -> None:
    counter.desk.counter.remember(UnsettledFile(tmp_path / "no folder" / "unsettled.json"))
    counter.scan(HAIRDRYER)

    counter.scan(VACUUM)

    assert kind(counter) is DoubtKind.OTHER_PRODUCT
