"""What a tag does, by what it stands for."""

from dataclasses import dataclass, field

import pytest
from fakes import AnyGtin, HandClock, InlinePanel, MemoryLedger, Says, ean, likes

from kiosk.contract.events import EventType
from kiosk.domain.destination import Destination
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.item import Identification
from kiosk.domain.moment import Moment
from kiosk.domain.outcome import Outcome
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.tag_role import RecognisedTag, TagMeaning, TagRole, UnknownTag
from kiosk.domain.verdict import Policy
from kiosk.errors import CardUnfit, LedgerUnwritable, TagUnknown
from kiosk.services.afterwards import Profile
from kiosk.services.board import Board, Press
from kiosk.services.cards import Cards
from kiosk.services.desk import Desk
from kiosk.services.staff import SIGNED_IN_S
from kiosk.services.tags import Tags
from kiosk.services.workflow import Workflow

CONTAINERS = tuple(Destination(number, {"nl": "Kar"}, outcome) for number, outcome in zip("254", Outcome, strict=True))
KNOWS_ALL = Says(
    "knows", identify=lambda readings: [Identification(category="kettle")] if readings else [], assess=lambda _i, _a: [likes("repair", 0.9)]
)
BADGE, CART, OTHER_CART, UNDO, ITEM, NEW = (bytes([number] * 4) for number in range(1, 7))
MEANINGS = {
    BADGE: TagMeaning(TagRole.BADGE, "An"),
    CART: TagMeaning(TagRole.CONTAINER, "5"),
    OTHER_CART: TagMeaning(TagRole.CONTAINER, "2"),
    UNDO: TagMeaning(TagRole.COMMAND, "undo"),
    ITEM: TagMeaning(TagRole.ITEM, "LV2-004172-K"),
}


def mark(uid: bytes) -> str:
    return f"mark of {uid[0]}"


@dataclass
class MemoryRegistry:
    """A registry that forgets; ``full`` makes every write fail."""

    said: dict[str, TagMeaning] = field(default_factory=lambda: {mark(uid): meaning for uid, meaning in MEANINGS.items()})
    seen: dict[str, UnknownTag] = field(default_factory=dict)
    full: bool = False

    def recognise(self, uid: bytes) -> RecognisedTag:
        return RecognisedTag(mark(uid), self.said.get(mark(uid)))

    def has_badges(self) -> bool:
        return any(each.role is TagRole.BADGE for each in self.said.values())

    def keep_unknown(self, mark: str, at: Moment) -> None:
        if self.full:
            raise LedgerUnwritable("disk full")
        self.seen[mark] = UnknownTag(mark, at, 1)

    def unknown(self) -> tuple[UnknownTag, ...]:
        return tuple(self.seen.values())

    def link(self, mark: str, meaning: TagMeaning) -> None:
        self.said[mark] = meaning
        self.seen.pop(mark, None)

    def unlink(self, mark: str) -> None:
        del self.said[mark]


@dataclass
class Counter:
    desk: Desk
    tags: Tags
    registry: MemoryRegistry
    ledger: MemoryLedger
    clock: HandClock

    def lay(self, *uids: bytes) -> None:
        for number, uid in enumerate(uids):
            self.tags.present(Reading(f"run-{number}-{uid.hex()}", Medium.TAG, "tag", uid, None))

    @property
    def intake(self) -> Intake | None:
        return self.desk.view().intake

    @property
    def carriers(self) -> list[str]:
        return [each.carrier for each in self.intake.item.readings] if self.intake else []


@pytest.fixture
def counter() -> Counter:
    clock, ledger, registry = HandClock(), MemoryLedger(), MemoryRegistry()
    panel = InlinePanel(KNOWS_ALL)
    workflow = Workflow(panel, AnyGtin(), ledger, Profile(("kettle",), CONTAINERS, Policy()), clock)
    desk = Desk(workflow, ledger, Board(panel, ledger, ledger.backlog, clock), clock)
    return Counter(desk, Tags(desk, registry, clock), registry, ledger, clock)


def test_a_badge_names_a_person_and_begins_nothing(counter: Counter) -> None:
    counter.lay(BADGE)

    assert counter.tags.person == "An"
    assert counter.intake is None
    assert counter.ledger.kept == {}


def test_signing_out_names_nobody(counter: Counter) -> None:
    counter.lay(BADGE)

    counter.tags.sign_out()

    assert counter.tags.person == ""


def test_who_has_gone_home_is_named_no_longer(counter: Counter) -> None:
    """Every reading counts the hour anew."""
    counter.lay(BADGE)
    counter.clock.wait(SIGNED_IN_S - 1)
    counter.tags.present(ean())
    counter.clock.wait(SIGNED_IN_S - 1)
    still_there = counter.tags.person
    counter.clock.wait(2)

    assert still_there == "An"
    assert counter.tags.person == ""


def test_an_items_tag_begins_its_intake(counter: Counter) -> None:
    counter.lay(ITEM)

    assert counter.carriers == ["tag"]


def test_a_code_passes_to_the_desk(counter: Counter) -> None:
    counter.tags.present(ean())

    assert counter.carriers == ["ean13"]


def test_an_epc_stands_for_no_person(counter: Counter) -> None:
    counter.tags.present(Reading("run-1", Medium.TAG, "epc", BADGE, "(01)04242005045112"))

    assert counter.carriers == ["epc"]


def test_the_tag_of_the_right_container_confirms(counter: Counter) -> None:
    counter.tags.present(ean())

    counter.lay(CART)

    assert [each.stage for each in counter.ledger.kept.values()] == [Stage.RECORDED]


@pytest.mark.parametrize("on_counter", [True, False], ids=["judged", "nothing there"])
def test_the_tag_of_another_container_confirms_nothing(counter: Counter, on_counter: bool) -> None:  # noqa: FBT001 - a case of the table
    if on_counter:
        counter.tags.present(ean())

    counter.lay(OTHER_CART)

    assert not [each for each in counter.ledger.kept.values() if each.stage is Stage.RECORDED]


@pytest.fixture
def cards(counter: Counter) -> Counter:
    board = counter.desk.counter.board
    counter.tags.cards = Cards(board, counter.desk.placing, lambda: b"key", lambda: counter.clock.now().boot_s)
    return counter


def test_a_command_tag_presses_its_button(cards: Counter) -> None:
    cards.lay(UNDO)

    assert cards.desk.presses_since(0) == (Press("undo"),)


@pytest.mark.parametrize("name", ["acknowledge", "choose", "set_aside", "supervisor"])
def test_no_tag_acknowledges_overrides_or_opens(cards: Counter, name: str) -> None:
    """There is no such button; staff are told."""
    cards.registry.said[mark(UNDO)] = TagMeaning(TagRole.COMMAND, name)

    cards.lay(UNDO)

    assert cards.desk.presses_since(0) == (Press(said=CardUnfit.code),)


def test_a_button_is_pressed_once_for_a_reading_that_is_sent_twice(cards: Counter) -> None:
    """Capture sends again what was not answered."""
    reading = Reading("run-9", Medium.TAG, "tag", UNDO, None)

    cards.tags.present(reading)
    cards.tags.present(reading)

    assert cards.desk.presses_since(0) == (Press("undo"),)


def test_a_button_that_could_not_be_kept_may_be_pressed_again(counter: Counter) -> None:
    """The disk was full: nothing was recorded, and capture hears that."""
    counter.tags.present(ean())
    counter.ledger.full = True
    reading = Reading("run-9", Medium.TAG, "tag", CART, None)
    with pytest.raises(LedgerUnwritable):
        counter.tags.present(reading)
    counter.ledger.full = False

    counter.tags.present(reading)

    assert [each.stage for each in counter.ledger.kept.values()] == [Stage.RECORDED]


def test_tag_before_code_and_code_before_tag_are_one_item(counter: Counter) -> None:
    counter.lay(NEW)
    counter.tags.present(ean())
    first = counter.carriers
    counter.desk.confirm()
    counter.tags.counter_emptied()
    counter.tags.present(ean("4006381333931", 2))
    counter.lay(ITEM)

    assert first == ["ean13", "tag"]
    assert counter.carriers == ["ean13", "tag"]


def test_a_tag_that_is_late_for_its_item_begins_no_other(counter: Counter) -> None:
    """The counter was not empty since the item was recorded: the tag lies on it."""
    counter.tags.present(ean())
    counter.desk.confirm()

    counter.lay(ITEM)

    assert counter.intake is None


def test_where_badges_are_in_use_a_tag_nobody_knows_is_written_by_its_mark_only(counter: Counter) -> None:
    """It may be a badge that is not registered yet."""
    counter.lay(NEW)

    assert counter.tags.is_waiting
    assert [each.mark for each in counter.tags.unknown()] == [mark(NEW)]
    assert counter.ledger.kept == {}


def test_a_tag_that_waits_joins_an_item_that_was_named_by_hand(counter: Counter) -> None:
    counter.lay(NEW)
    counter.desk.name("kettle")

    counter.tags.settle()

    assert counter.carriers == ["tag"]
    assert not counter.tags.is_waiting


def test_a_tag_that_waited_leaves_with_its_item(counter: Counter) -> None:
    counter.lay(NEW)

    counter.tags.counter_emptied()
    counter.tags.present(ean())

    assert counter.carriers == ["ean13"]


def test_where_no_badges_are_in_use_a_tag_nobody_knows_begins_an_intake(counter: Counter) -> None:
    del counter.registry.said[mark(BADGE)]

    counter.lay(NEW)

    assert counter.carriers == ["tag"]


def test_a_tag_nobody_knows_is_no_dead_end_on_a_full_disk(counter: Counter) -> None:
    counter.registry.full = True

    counter.lay(NEW)

    assert counter.tags.is_waiting


def test_an_unknown_tag_is_linked_and_means_what_it_should(counter: Counter) -> None:
    counter.lay(NEW)

    counter.tags.link(mark(NEW), TagMeaning(TagRole.BADGE, "Bo"))
    counter.lay(NEW)

    assert counter.tags.person == "Bo"
    assert counter.tags.unknown() == ()


def test_only_a_tag_that_was_laid_down_is_linked(counter: Counter) -> None:
    with pytest.raises(TagUnknown):
        counter.tags.link("ffff", MEANINGS[CART])


def test_what_is_unlinked_is_unknown_again(counter: Counter) -> None:
    counter.tags.unlink(mark(CART))

    counter.lay(CART)

    assert [each.mark for each in counter.tags.unknown()] == [mark(CART)]


def test_a_new_badge_is_registered_without_going_any_further(counter: Counter) -> None:
    counter.tags.link_next(TagMeaning(TagRole.BADGE, "Bo"))

    counter.lay(NEW, NEW)

    assert counter.tags.person == "Bo"
    assert counter.tags.unknown() == ()
    assert counter.ledger.kept == {}


def test_a_containers_tag_is_taken_where_the_site_waits_for_it(counter: Counter) -> None:
    """Screen 09: the verdict is recorded, the container's tag says that the item is there."""
    counter.desk.counter.workflow.confirms_placing = True
    counter.tags.present(ean())
    counter.desk.confirm()

    counter.lay(OTHER_CART, CART)

    assert [each.type for each in counter.ledger.told] == [EventType.INTAKE_RECORDED, EventType.ITEM_PLACED]
    assert counter.ledger.told[-1].data["by"] == "tag"
