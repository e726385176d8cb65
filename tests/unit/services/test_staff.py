"""Whose hand it was: the trail holds an id, never a name."""

from pathlib import Path

import pytest
from fakes import HandClock
from web.counters import KETTLE, PLUGINS, Counter, counter_with

from kiosk.adapters.staff_files import StaffFile
from kiosk.contract.events import EventType
from kiosk.domain.staff import StaffMember
from kiosk.errors import StaffUnknown
from kiosk.services.staff import SIGNED_IN_S, Staff

AMINA, BART = StaffMember(id="s1", name="Amina", sign="cat"), StaffMember(id="s2", name="Bart", sign="fish")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def staff(tmp_path: Path, clock: HandClock) -> Staff:
    people = StaffFile(tmp_path)
    people.keep(AMINA)
    people.keep(BART)
    return Staff(people, clock)


@pytest.fixture
def counter(staff: Staff, clock: HandClock) -> Counter:
    counter = counter_with(*PLUGINS, clock=clock)
    counter.desk.counter.whose = lambda: staff.acting
    return counter


def test_each_step_stands_under_who_did_it(counter: Counter, staff: Staff) -> None:
    """Who comes later takes over nothing that was done before."""
    counter.scan(KETTLE)
    staff.sign_in(AMINA)
    counter.desk.answer("works", "yes")
    staff.sign_in(BART)
    counter.desk.confirm()

    by = {each.what: each.by for each in counter.desk.latest(1)[0].steps}

    assert by["question.answered"] == "staff:s1"
    assert by["intake.confirmed"] == "staff:s2"


def test_an_override_stands_under_who_chose(counter: Counter, staff: Staff) -> None:
    staff.sign_in(AMINA)
    counter.desk.scrap()

    told = counter.ledger.told[-1].data

    assert told["override"] == {"outcome": "recycle", "reason": "scrap", "by": "staff:s1"}


def test_no_name_is_in_any_event(counter: Counter, staff: Staff) -> None:
    staff.sign_in(AMINA)
    counter.scan(KETTLE)
    counter.desk.answer("works", "yes")
    counter.desk.confirm()
    counter.desk.undo()

    assert "Amina" not in repr(counter.ledger.told)
    assert counter.desk.latest(1)[0].steps[-1].by == "staff:s1"


def test_who_took_back_and_who_understood_a_danger_stand_in_their_events(counter: Counter, staff: Staff) -> None:
    staff.sign_in(AMINA)
    counter.desk.scrap()
    counter.desk.undo()
    staff.sign_in(BART)
    counter.desk.danger("gas")
    counter.desk.acknowledge()

    told = {each.type: each.data.get("by") for each in counter.ledger.told}

    assert told[EventType.INTAKE_CANCELLED] == "staff:s1"
    assert told[EventType.HAZARD_ACKNOWLEDGED] == "staff:s2"


def test_a_person_only_a_badge_names_gets_an_id_all_the_same(staff: Staff) -> None:
    staff.sign_in(staff.named("Youssef"))

    assert staff.person
    assert staff.person.name == "Youssef"
    assert "Youssef" not in staff.acting
    assert staff.acting == staff.named("Youssef").id


def test_who_went_home_without_a_word_is_named_no_longer(staff: Staff, clock: HandClock) -> None:
    staff.sign_in(AMINA)
    clock.wait(SIGNED_IN_S - 1)
    staff.act()
    clock.wait(SIGNED_IN_S - 1)
    assert staff.person == AMINA
    clock.wait(2)
    assert staff.person is None
    staff.act()
    assert staff.person is None


def test_the_hubs_word_on_a_person_wins_but_keeps_the_pin_that_was_set_here(tmp_path: Path) -> None:
    StaffFile(tmp_path).keep(StaffMember(id="s1", name="A.", pin="hash", is_supervisor=True))

    (found,) = StaffFile(tmp_path, lambda: (AMINA,)).members()

    assert (found.name, found.pin, found.is_supervisor) == ("Amina", "hash", False)


def test_a_broken_file_leaves_the_last_good_one_in_use(tmp_path: Path) -> None:
    people = StaffFile(tmp_path)
    people.keep(AMINA)
    assert people.members() == (AMINA,)
    (tmp_path / "staff.json").write_text("[{")

    assert people.members() == (AMINA,)


def test_who_is_removed_is_gone_and_who_never_was_is_told(tmp_path: Path) -> None:
    people = StaffFile(tmp_path)
    people.keep(AMINA)
    people.forget("s1")

    assert people.members() == ()
    with pytest.raises(StaffUnknown):
        people.forget("s1")
