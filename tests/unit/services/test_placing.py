"""From the verdict to the container, and back again where it was wrong."""

import pytest
from fakes import HandClock
from web.counters import FRIDGE, HAIRDRYER, KETTLE, PHONE, PLUGINS, Counter, counter_with

from kiosk.contract.events import EventType
from kiosk.domain.destination import Destination
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import HAZARD
from kiosk.errors import IntakeUnknown, NotNow, OutcomeStruck
from kiosk.services.placement import PlacementStage

CARTS = tuple(
    Destination(number, {"nl": "Kar"}, outcome)
    for number, outcome in (("2", Outcome.REUSE), ("5", Outcome.REPAIR), ("4", Outcome.RECYCLE), ("6", Outcome.RECYCLE))
)


@pytest.fixture
def counter() -> Counter:
    return counter_with(*PLUGINS, containers=CARTS, confirms_placing=True)


def judged(counter: Counter) -> Counter:
    counter.scan(HAIRDRYER)
    return counter


def stage(counter: Counter) -> PlacementStage:
    return counter.desk.view().placement.stage


def told(counter: Counter) -> list[tuple[EventType, object]]:
    return [(each.type, each.data.get("destination")) for each in counter.ledger.told]


def test_the_container_is_waited_for_where_the_site_asks(counter: Counter) -> None:
    judged(counter).desk.confirm()

    assert stage(counter) is PlacementStage.AWAITED


def test_a_site_that_does_not_ask_is_done_at_once() -> None:
    counter = judged(counter_with(*PLUGINS, containers=CARTS))

    counter.desk.confirm()

    assert stage(counter) is PlacementStage.DONE


def test_the_right_container_finishes_the_item(counter: Counter) -> None:
    judged(counter).desk.confirm()

    counter.desk.placing.container("4")

    assert stage(counter) is PlacementStage.DONE
    assert told(counter)[-1] == (EventType.ITEM_PLACED, "4")


def test_the_right_container_confirms_a_verdict_by_itself(counter: Counter) -> None:
    """Tag before tap: what is in its container is settled."""
    judged(counter).desk.placing.container("4")

    assert [each.type for each in counter.ledger.told] == [EventType.INTAKE_RECORDED, EventType.ITEM_PLACED]


def test_a_wrong_container_confirms_nothing(counter: Counter) -> None:
    with pytest.raises(NotNow):
        judged(counter).desk.placing.container("2")

    assert counter.ledger.told == []


def test_a_wrong_container_is_shown_and_staff_choose(counter: Counter) -> None:
    """*Staat in 4* or *Toch 5*: both are recorded as they are."""
    judged(counter).desk.confirm()
    counter.desk.placing.container("5")
    shown = counter.desk.view().placement

    counter.desk.placing.keep_there()

    assert (shown.stage, shown.found) == (PlacementStage.WRONG, "5")
    assert counter.ledger.told[-1].data == {"destination": "5", "by": "staff"}


def test_an_item_does_not_stay_where_a_veto_closes_it() -> None:
    """A fridge with old gas is not left in the cart for reuse."""
    counter = counter_with(*PLUGINS, containers=CARTS, confirms_placing=True)
    counter.scan(FRIDGE)
    counter.desk.confirm()
    counter.desk.placing.container("2")

    with pytest.raises(NotNow):
        counter.desk.placing.keep_there()


def test_a_full_container_is_told_and_the_next_one_shown(counter: Counter) -> None:
    judged(counter).desk.confirm()

    counter.desk.placing.full()

    receipt = counter.desk.view().receipt
    assert receipt is not None
    assert receipt.destination is not None
    assert receipt.destination.id == "6"
    assert told(counter)[-1] == (EventType.CONTAINER_FULL, "4")


def test_nothing_is_placed_twice(counter: Counter) -> None:
    judged(counter).desk.confirm()
    counter.desk.placing.placed()

    with pytest.raises(NotNow):
        counter.desk.placing.placed()


def test_an_older_item_is_corrected_by_a_new_event(counter: Counter) -> None:
    """The first event stays; the container follows the outcome."""
    judged(counter).desk.confirm()
    number = counter.ledger.told[-1].subject
    counter.clock.wait(600)

    counter.desk.correct(number, Outcome.REPAIR)

    last = counter.ledger.told[-1]
    assert last.type is EventType.INTAKE_CORRECTED
    assert last.data == {"corrects": "epoch.1", "reason": "corrected", "by": "staff", "outcome": "repair", "destination": "5"}
    assert counter.desk.latest(1)[0].outcome is Outcome.REPAIR


def test_a_correction_does_not_pass_a_safety_veto(counter: Counter) -> None:
    counter.scan(FRIDGE)
    counter.desk.confirm()

    with pytest.raises(OutcomeStruck):
        counter.desk.correct(counter.ledger.told[-1].subject, Outcome.REUSE)


def test_what_was_set_aside_is_corrected_by_a_supervisor_only(counter: Counter) -> None:
    counter.scan(PHONE)
    counter.desk.answer(HAZARD, "unsure")
    counter.desk.confirm()

    with pytest.raises(NotNow):
        counter.desk.correct(counter.ledger.told[-1].subject, Outcome.REUSE)


def test_a_number_nobody_knows_is_not_corrected(counter: Counter) -> None:
    with pytest.raises(IntakeUnknown):
        counter.desk.correct("epoch-99", Outcome.REUSE)


def test_the_ring_confirms_what_is_still_there(counter: Counter) -> None:
    judged(counter).desk.confirm_by_ring()

    receipt = counter.desk.view().receipt
    assert receipt is not None
    assert receipt.steps[-1].what == "intake.confirmed_by_ring"


def test_the_ring_confirms_nothing_once_the_counter_is_empty(counter: Counter) -> None:
    judged(counter).desk.counter_emptied()

    with pytest.raises(NotNow):
        counter.desk.confirm_by_ring()


def test_who_walks_away_from_a_question_leaves_nothing_behind(counter: Counter) -> None:
    counter.scan(KETTLE)

    counter.desk.left_alone()

    assert counter.desk.view().intake is None
    assert counter.ledger.told == []


def test_who_walks_away_from_a_danger_leaves_it_recorded(counter: Counter) -> None:
    """03d becomes 06: the next shift finds the item set aside."""
    counter.scan(PHONE)

    counter.desk.left_alone()

    assert counter.desk.view().intake is None
    assert [(each.type, each.data["outcome"]) for each in counter.ledger.told] == [(EventType.INTAKE_RECORDED, None)]


def test_a_verdict_stays_when_everybody_has_left(counter: Counter) -> None:
    judged(counter).desk.left_alone()

    assert counter.desk.view().intake is not None


def test_a_stop_stays_when_everybody_has_left() -> None:
    counter = counter_with(*PLUGINS, clock=HandClock())
    counter.scan(PHONE)
    counter.desk.answer(HAZARD, "battery")

    counter.desk.left_alone()

    intake = counter.desk.view().intake
    assert intake is not None
    assert intake.is_danger


def test_undo_takes_the_duplicate_question_with_it(counter: Counter) -> None:
    """What was taken back did not occur: the next scan begins anew."""
    judged(counter).desk.confirm()
    counter.desk.undo()
    counter.desk.counter_emptied()

    counter.scan(HAIRDRYER)

    assert counter.desk.view().doubt is None
    assert counter.desk.view().intake is not None


def restarted(counter: Counter, seconds: float = 5) -> Counter:
    """Return the same counter after its desk was killed and started again."""
    counter.clock.wait(seconds)
    return counter_with(*PLUGINS, containers=CARTS, confirms_placing=True, clock=counter.clock, ledger=counter.ledger)


def test_a_desk_that_restarts_still_waits_for_the_container(counter: Counter) -> None:
    judged(counter).desk.confirm()

    again = restarted(counter)
    waited_for = stage(again)
    again.desk.placing.container("4")

    assert waited_for is PlacementStage.AWAITED
    assert [each.type for each in counter.ledger.told] == [EventType.INTAKE_RECORDED, EventType.ITEM_PLACED]


@pytest.mark.parametrize("is_placed", [True, False], ids=["placed", "long ago"])
def test_a_desk_that_restarts_waits_for_nothing_that_is_over(counter: Counter, *, is_placed: bool) -> None:
    judged(counter).desk.confirm()
    if is_placed:
        counter.desk.placing.placed()

    assert restarted(counter, 5 if is_placed else 3600).desk.view().receipt is None


def test_a_desk_that_restarts_still_asks_about_a_duplicate(counter: Counter) -> None:
    """What was recorded seconds ago was recorded before the restart."""
    judged(counter).desk.confirm()
    counter.desk.placing.placed()

    again = restarted(counter)
    again.scan(HAIRDRYER)

    assert again.desk.view().doubt is not None


def test_what_is_kept_after_all_gets_a_code_and_its_label(counter: Counter) -> None:
    """*Verbeter* from recycle to reuse: the code is on the label and in the event."""
    told_of: list[str] = []
    counter.desk.counter.numbers = Numbers()
    counter.desk.counter.after = lambda intake: told_of.append(intake.code)
    judged(counter).desk.confirm()
    counter.desk.placing.placed()

    counter.desk.correct(counter.desk.latest(1)[0].id, Outcome.REUSE)

    assert told_of == ["", "LV2-000001-X"]
    assert counter.ledger.told[-1].data["item_code"] == "LV2-000001-X"


class Numbers:
    """Item codes, of which one is given."""

    def take(self) -> str:
        return "LV2-000001-X"
