"""The counter, step by step, on a ledger that forgets."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import pytest
from fakes import AnyGtin, HandClock, InlinePanel, MemoryLedger, Says, ean, likes, silent, strikes, yesno

from kiosk.contract.envelope import MAX_EVENT_BYTES
from kiosk.contract.events import EventType
from kiosk.domain.destination import Destination
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.item import Identification, Item
from kiosk.domain.opinion import Opinion
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import HAZARD, Answers
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.verdict import Policy, Ruling
from kiosk.errors import IntakeUnknown, LedgerUnwritable, NoOpenIntake, NotNow, OutcomeStruck
from kiosk.services.afterwards import Profile
from kiosk.services.board import Board
from kiosk.services.desk import Desk
from kiosk.services.doubt import DUPLICATE_S
from kiosk.services.taking_back import UNDO_S
from kiosk.services.workflow import Workflow

CONTAINERS = tuple(Destination(number, {"nl": "Kar"}, outcome) for number, outcome in zip("254", Outcome, strict=True))


def works_or_not(_item: Item, answers: Answers) -> list[Opinion]:
    return [likes("reuse" if answers.get("works") == "yes" else "repair", 0.8)] if "works" in answers else []


RULES = Says("rules", questions=lambda _i, _a: [yesno("works")], assess=works_or_not)


@dataclass
class Counter:
    desk: Desk
    ledger: MemoryLedger
    clock: HandClock

    @property
    def intake(self) -> Intake:
        intake = self.desk.view().intake
        assert intake is not None
        return intake

    @property
    def told(self) -> list[EventType]:
        return [each.type for each in self.ledger.told]


def counter_with(panel: InlinePanel, ledger: MemoryLedger | None = None) -> Counter:
    ledger = ledger or MemoryLedger()
    clock = HandClock()
    workflow = Workflow(panel, AnyGtin(), ledger, Profile(("kettle", "fridge"), CONTAINERS, Policy()), clock)
    return Counter(Desk(workflow, ledger, Board(panel, ledger, ledger.backlog, clock), clock), ledger, clock)


@pytest.fixture
def counter() -> Counter:
    counter = counter_with(InlinePanel(RULES))
    counter.ledger.learn("04242005045112", "kettle")
    return counter


def test_a_known_product_is_asked_about_judged_and_recorded(counter: Counter) -> None:
    """The straight line, from a reading to an event."""
    counter.desk.present(ean())
    counter.desk.answer("works", "yes")
    counter.desk.confirm()

    receipt = counter.desk.view().receipt
    assert receipt is not None
    assert (receipt.outcome, receipt.stage) == (Outcome.REUSE, Stage.RECORDED)
    assert receipt.destination == CONTAINERS[0]
    assert counter.told == [EventType.INTAKE_RECORDED]
    assert counter.ledger.told[0].data["item"]["category"] == "kettle"  # type: ignore[index]


def test_every_step_is_in_the_ledger_before_it_is_shown(counter: Counter) -> None:
    """A power cut resumes at the same question."""
    counter.desk.present(ean())

    again = counter_with(InlinePanel(RULES), counter.ledger)
    assert again.intake == counter.intake
    assert again.intake.stage is Stage.ASKING


def test_an_unknown_product_is_named_by_staff_once_and_known_afterwards() -> None:
    counter = counter_with(InlinePanel(RULES))
    counter.desk.present(ean())
    assert counter.intake.stage is Stage.NAMING
    counter.desk.name("kettle")
    counter.desk.answer("works", "no")
    counter.desk.confirm()
    counter.desk.counter_emptied()
    counter.clock.wait(DUPLICATE_S)

    counter.desk.present(ean(number=2))

    assert counter.intake.stage is Stage.ASKING
    assert counter.intake.item.category == "kettle"


def test_an_item_without_a_code_begins_with_its_name(counter: Counter) -> None:
    counter.desk.name("fridge")

    assert counter.intake.question is not None
    assert counter.intake.item.category == "fridge"


def test_a_name_the_site_does_not_know_is_refused(counter: Counter) -> None:
    with pytest.raises(NotNow, match="name spaceship"):
        counter.desk.name("spaceship")


def test_kapot_records_recycle_at_the_tap(counter: Counter) -> None:
    """Obvious scrap is one tap."""
    counter.desk.scrap()

    receipt = counter.desk.view().receipt
    assert receipt is not None
    assert receipt.outcome is Outcome.RECYCLE
    assert counter.told == [EventType.INTAKE_RECORDED]


def test_kapot_does_not_override_a_danger() -> None:
    """Safety vetoes apply to what is already known."""
    counter = counter_with(InlinePanel(Says("safety", veto=lambda _i, _a: [strikes("reuse", "repair", "recycle", safety=True)])))

    counter.desk.scrap()

    assert counter.intake.verdict is not None
    assert counter.intake.verdict.ruling is Ruling.SET_ASIDE
    assert counter.told == []


def test_the_same_code_twice_is_one_reading(counter: Counter) -> None:
    counter.desk.present(ean(number=1))
    counter.desk.present(ean(number=2))

    assert len(counter.intake.item.readings) == 1


def test_a_sheet_of_stickers_does_not_fill_the_event(counter: Counter) -> None:
    """Long codes travel as beginning, size and hash; a handful of codes is enough."""
    counter.desk.name("kettle")
    for number in range(60):
        text = f"{number:04}" + "x" * 4000
        counter.desk.present(Reading(f"run-{number}", Medium.SCANNER, "qr", text.encode(), text))
    counter.desk.answer("works", "yes")
    counter.desk.confirm()

    told = counter.ledger.told[0].data["readings"]
    assert isinstance(told, list)
    assert len(told) == 20
    assert (told[0]["bytes"], len(told[0]["text"]), len(told[0]["sha256"])) == (4004, 1000, 64)
    assert len(msgspec.json.encode(counter.ledger.told[0].data)) < MAX_EVENT_BYTES


def test_all_codes_until_the_counter_was_empty_join_the_intake(counter: Counter) -> None:
    counter.desk.present(ean())
    counter.desk.present(Reading("run-2", Medium.CAMERA, "code128", b"SN 4711", "SN 4711"))

    assert [each.text for each in counter.intake.item.readings] == ["4242005045112", "SN 4711"]


def test_a_late_code_of_a_recorded_item_begins_nothing(counter: Counter) -> None:
    """While it still lies there, another code of it is not another item."""
    counter.desk.present(ean())
    counter.desk.answer("works", "yes")
    counter.desk.confirm()

    counter.desk.present(ean("5410013108009", 2))

    assert counter.desk.view().intake is None


def test_a_hand_scanner_may_begin_the_next_item_without_an_empty_counter(counter: Counter) -> None:
    """Only the camera sees whether the counter was empty."""
    counter.desk.present(ean(medium=Medium.SCANNER))
    counter.desk.answer("works", "yes")
    counter.desk.confirm()

    counter.desk.present(ean("5410013108009", 2, Medium.SCANNER))

    assert counter.intake.stage is Stage.NAMING


def test_the_next_code_after_an_empty_counter_confirms_the_verdict(counter: Counter) -> None:
    counter.desk.present(ean())
    counter.desk.answer("works", "yes")
    counter.desk.counter_emptied()

    counter.desk.present(ean(number=2))

    assert counter.told == [EventType.INTAKE_RECORDED]
    assert counter.intake.id != counter.ledger.told[0].subject


def test_the_next_code_waits_while_a_question_is_open(counter: Counter) -> None:
    """Nothing is lost: it begins as soon as the question is settled."""
    counter.desk.present(ean())
    first = counter.intake.id
    counter.desk.counter_emptied()
    counter.desk.present(ean("5410013108009", 2))
    assert counter.intake.id == first

    counter.desk.answer("works", "no")
    counter.desk.confirm()

    assert counter.intake.id != first
    assert counter.intake.item.readings[0].text == "5410013108009"


def test_an_answer_to_another_question_is_refused(counter: Counter) -> None:
    counter.desk.present(ean())

    with pytest.raises(NotNow):
        counter.desk.answer("colour", "red")
    with pytest.raises(NotNow):
        counter.desk.answer("works", "perhaps")


def test_a_second_tap_records_nothing_twice(counter: Counter) -> None:
    counter.desk.present(ean())
    counter.desk.answer("works", "yes")
    counter.desk.confirm()

    with pytest.raises(NoOpenIntake):
        counter.desk.confirm()
    assert len(counter.ledger.told) == 1


def test_a_question_cannot_be_confirmed_away(counter: Counter) -> None:
    counter.desk.present(ean())

    with pytest.raises(NotNow):
        counter.desk.confirm()


def test_back_takes_answers_then_the_name_then_the_intake() -> None:
    counter = counter_with(InlinePanel(RULES))
    counter.desk.present(ean())
    counter.desk.name("kettle")
    counter.desk.answer("works", "yes")

    counter.desk.back()
    assert counter.intake.stage is Stage.ASKING
    counter.desk.back()
    assert counter.intake.stage is Stage.NAMING
    counter.desk.back()

    assert counter.desk.view().intake is None
    assert counter.told == []


def test_staff_may_choose_otherwise_with_a_reason(counter: Counter) -> None:
    counter.desk.present(ean())
    counter.desk.answer("works", "yes")

    counter.desk.choose(Outcome.REPAIR, "dirty")

    data = counter.ledger.told[0].data
    assert data["outcome"] == "repair"
    assert data["override"] == {"outcome": "repair", "reason": "dirty", "by": "staff"}
    assert data["verdict"]["outcome"] == "reuse"  # type: ignore[index]
    assert data["destination"] == "5"


def test_a_safety_veto_is_not_for_staff_to_override() -> None:
    counter = counter_with(InlinePanel(Says("safety", veto=lambda _i, _a: [strikes("reuse", safety=True)]), RULES))
    counter.desk.name("kettle")
    counter.desk.answer("works", "no")

    with pytest.raises(OutcomeStruck, match="not allowed"):
        counter.desk.choose(Outcome.REUSE, "works")


def test_while_a_safety_plugin_is_silent_only_recycle_can_be_chosen() -> None:
    counter = counter_with(
        InlinePanel(Says("safety"), Says("rules", assess=lambda _i, _a: [likes("reuse", 0.9)]), silent=[silent("safety", critical=True)])
    )
    counter.desk.name("kettle")

    with pytest.raises(OutcomeStruck, match="safety is silent"):
        counter.desk.choose(Outcome.REUSE, "works")
    counter.desk.choose(Outcome.RECYCLE, "works")

    assert counter.told == [EventType.INTAKE_RECORDED]


def test_set_aside_is_recorded_without_an_outcome(counter: Counter) -> None:
    counter.desk.name("kettle")
    counter.desk.answer("works", "no")

    counter.desk.set_aside()

    assert counter.ledger.told[0].data["outcome"] is None


def test_a_danger_stops_even_when_no_plugin_knows_it(counter: Counter) -> None:
    """One tap from every screen, and safety never hangs on a program."""
    counter.desk.present(ean())
    counter.desk.danger("battery")

    assert counter.intake.verdict is not None
    assert counter.intake.verdict.ruling is Ruling.STOP
    assert counter.intake.answers[HAZARD] == "battery"
    with pytest.raises(NotNow):
        counter.desk.confirm()
    with pytest.raises(NotNow):
        counter.desk.back()
    with pytest.raises(NotNow):
        counter.desk.choose(Outcome.RECYCLE, "dirty")


def test_an_acknowledged_danger_tells_the_hub_twice(counter: Counter) -> None:
    """Who saw it, and that the item was taken in."""
    counter.desk.danger("gas")

    counter.desk.acknowledge()

    assert counter.told == [EventType.HAZARD_ACKNOWLEDGED, EventType.INTAKE_RECORDED]
    assert counter.ledger.told[0].data == {"dangers": [{"kind": "gas", "reason": "danger.gas", "by": "staff"}], "by": "staff"}


def test_another_danger_sets_the_item_aside(counter: Counter) -> None:
    counter.desk.danger("other")
    counter.desk.confirm()

    assert counter.ledger.told[0].data["verdict"]["ruling"] == "set_aside"  # type: ignore[index]


def test_only_a_stop_can_be_acknowledged(counter: Counter) -> None:
    counter.desk.name("kettle")
    counter.desk.answer("works", "no")

    with pytest.raises(NotNow):
        counter.desk.acknowledge()


def test_a_plugins_stop_shows_before_the_item_has_a_name() -> None:
    from kiosk.services.danger import reported

    counter = counter_with(InlinePanel(Says("recalls", veto=lambda _i, _a: [reported("recall")])))

    counter.desk.present(ean())

    assert counter.intake.stage is Stage.JUDGED


def test_undo_within_a_minute_is_a_new_event(counter: Counter) -> None:
    counter.desk.scrap()

    counter.desk.undo()

    assert counter.told == [EventType.INTAKE_RECORDED, EventType.INTAKE_CANCELLED]
    assert counter.desk.view().receipt is None
    assert counter.desk.latest(5)[0].stage is Stage.CANCELLED


def test_undo_after_a_minute_is_too_late(counter: Counter) -> None:
    counter.desk.scrap()
    counter.clock.wait(UNDO_S + 1)

    with pytest.raises(NotNow):
        counter.desk.undo()


def test_undo_with_nothing_recorded_says_so(counter: Counter) -> None:
    with pytest.raises(NoOpenIntake):
        counter.desk.undo()


def test_a_full_disk_hides_no_verdict_and_records_nothing(counter: Counter) -> None:
    """The banner *niet bewaard*; the intake stays open."""
    counter.desk.present(ean())
    counter.ledger.full = True
    counter.desk.answer("works", "yes")

    assert counter.intake.outcome is Outcome.REUSE
    assert counter.desk.view().unsaved
    with pytest.raises(LedgerUnwritable):
        counter.desk.confirm()
    assert counter.told == []

    counter.ledger.full = False
    counter.desk.confirm()
    assert counter.told == [EventType.INTAKE_RECORDED]
    assert not counter.desk.view().unsaved


def test_a_silent_plugin_is_not_asked_again_for_the_same_item() -> None:
    asked: list[str] = []

    def count(_item: Item, _answers: Answers) -> list[Opinion]:
        asked.append("odds")
        return []

    panel = InlinePanel(Says("odds", assess=count), RULES, silent=[silent("odds")])
    counter = counter_with(panel)
    counter.desk.name("kettle")
    panel.silent = ()
    counter.desk.answer("works", "no")

    assert asked == []
    assert counter.intake.verdict is not None
    assert [each.by for each in counter.intake.verdict.trail.abstentions] == ["odds"]


def test_plugins_name_what_they_know_and_staff_know_better() -> None:
    brand = Says("plates", identify=lambda _r: [Identification(category="kettle", brand="Norda", confidence=0.6)])
    counter = counter_with(InlinePanel(brand, RULES))
    counter.desk.present(ean())
    assert (counter.intake.item.category, counter.intake.item.brand) == ("kettle", "Norda")

    counter.desk.name("fridge")

    assert counter.intake.item.category == "fridge"


def test_device_faults_show_and_go_away(counter: Counter) -> None:
    counter.desk.report({"camera": "Camera gone"})
    assert counter.desk.view().faults == {"camera": "Camera gone"}

    counter.desk.report({})

    assert counter.desk.view().faults == {}


def test_a_refused_reading_shows_until_the_next_good_one(counter: Counter) -> None:
    """Nothing was lost, but staff must know to scan again."""
    counter.desk.refuse("A reading was refused [KSK-120]")
    assert counter.desk.view().faults == {"reading": "A reading was refused [KSK-120]"}

    counter.desk.present(ean())

    assert counter.desk.view().faults == {}


def test_a_change_wakes_who_waits_for_it(counter: Counter) -> None:
    seen: list[int] = []
    revision = counter.desk.view().revision
    waiter = threading.Thread(target=lambda: seen.append(counter.desk.wait(revision, 5)))
    waiter.start()

    counter.desk.present(ean())
    waiter.join(5)

    assert seen
    assert seen[0] > revision


def test_waiting_ends_when_the_time_is_up(counter: Counter) -> None:
    revision = counter.desk.view().revision

    assert counter.desk.wait(revision, 0.01) == revision


def test_delivery_shows_on_the_board_after_a_look(counter: Counter) -> None:
    counter.desk.scrap()
    revision = counter.desk.view().revision

    counter.desk.refresh()

    assert counter.desk.view().waiting == 1
    assert counter.desk.view().revision > revision


def test_an_intake_is_found_by_its_number_or_not_at_all(counter: Counter) -> None:
    counter.desk.scrap()

    assert counter.desk.intake("epoch-1").outcome is Outcome.RECYCLE
    with pytest.raises(IntakeUnknown):
        counter.desk.intake("nothing-9")


@pytest.mark.parametrize("step", [Desk.confirm, Desk.back, Desk.acknowledge, Desk.set_aside], ids=lambda step: step.__name__)
def test_without_an_open_intake_there_is_nothing_to_do(counter: Counter, step: Callable[[Desk], None]) -> None:
    with pytest.raises(NoOpenIntake):
        step(counter.desk)


def test_a_receipt_is_tapped_away(counter: Counter) -> None:
    counter.desk.scrap()

    counter.desk.done()

    assert counter.desk.view().receipt is None


def test_the_tally_counts_today_by_outcome(counter: Counter) -> None:
    counter.desk.scrap()

    assert counter.desk.view().tally[Outcome.RECYCLE] == 1
