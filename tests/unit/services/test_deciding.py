"""What a supervisor may do with an item that was set aside, and what is told of it."""

from pathlib import Path

import pytest
from web.counters import FRIDGE, PHONE, PLUGINS, Counter, counter_with

from kiosk.adapters.item_codes import item_code
from kiosk.adapters.item_numbers import FileNumbers
from kiosk.contract.events import EventType
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import HAZARD
from kiosk.domain.staff import StaffMember
from kiosk.errors import IntakeUnknown, NotNow, OutcomeStruck
from kiosk.services.deciding import Deciding, is_waiting

BOSS = StaffMember(id="s7", name="Els", is_supervisor=True)


@pytest.fixture
def counter() -> Counter:
    return counter_with(*PLUGINS)


@pytest.fixture
def deciding(counter: Counter) -> Deciding:
    return Deciding(counter.desk.counter, counter.settings.site.destinations)


def aside(counter: Counter, choice: str = "no") -> str:
    counter.scan(PHONE)
    counter.desk.answer(HAZARD, choice)
    counter.desk.set_aside() if choice == "none" else counter.desk.confirm()
    last = counter.desk.latest(1)[0]
    assert is_waiting(last)
    return last.id


def test_an_ordinary_decision_takes_one_step(counter: Counter, deciding: Deciding) -> None:
    number = aside(counter, "none")

    done = deciding.decide(number, Outcome.REPAIR, BOSS)

    assert (done.outcome, done.destination and done.destination.id) == (Outcome.REPAIR, "5")
    told = counter.ledger.told[-1]
    assert told.type is EventType.SETASIDE_DECIDED
    assert (told.data["outcome"], told.data["by"], told.data["against"]) == ("repair", "staff:s7", [])


def test_a_safety_rule_is_overruled_only_by_who_says_to_be_sure_and_the_event_says_so(counter: Counter, deciding: Deciding) -> None:
    number = aside(counter, "unsure")

    with pytest.raises(OutcomeStruck):
        deciding.decide(number, Outcome.REUSE, BOSS)
    done = deciding.decide(number, Outcome.REUSE, BOSS, is_sure=True)

    assert done.decision
    assert done.decision.against == ("unsure",)
    assert counter.ledger.told[-1].data["against"] == ["unsure"]
    assert counter.ledger.told[-1].data["reason"] == "against_safety"


def test_nobody_but_a_supervisor_decides(counter: Counter, deciding: Deciding) -> None:
    with pytest.raises(NotNow):
        deciding.decide(aside(counter, "none"), Outcome.REUSE, StaffMember(id="s8", name="Bart"))


def test_an_item_is_decided_once(counter: Counter, deciding: Deciding) -> None:
    number = aside(counter, "none")
    deciding.decide(number, Outcome.RECYCLE, BOSS)

    with pytest.raises(NotNow):
        deciding.decide(number, Outcome.REUSE, BOSS)


def test_an_item_nobody_knows_is_told_so(deciding: Deciding) -> None:
    with pytest.raises(IntakeUnknown):
        deciding.decide("epoch-99", Outcome.REUSE, BOSS)


def test_an_item_that_is_kept_after_all_gets_its_code(counter: Counter, deciding: Deciding, tmp_path: Path) -> None:
    counter.desk.counter.numbers = FileNumbers(tmp_path, item_code)

    kept = deciding.decide(aside(counter, "none"), Outcome.REUSE, BOSS)

    assert kept.code
    assert counter.ledger.told[-1].data["item_code"] == kept.code


def test_an_item_for_recycling_gets_none(counter: Counter, tmp_path: Path) -> None:
    counter.desk.counter.numbers = FileNumbers(tmp_path, item_code)
    counter.scan(FRIDGE)
    counter.desk.confirm()

    assert not counter.desk.latest(1)[0].code
