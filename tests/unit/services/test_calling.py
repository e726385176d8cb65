"""*Chef roepen*: the call waits on the screens until a supervisor says to be there, whatever happens to the desk meanwhile."""

import pytest
from web.counters import PLUGINS, Counter, counter_with

from kiosk.contract.events import EventType
from kiosk.domain.staff import StaffMember
from kiosk.errors import NotNow
from kiosk.services.call import LAPSES_S
from kiosk.services.calling import Calling

BOSS = StaffMember(id="s7", name="Els", is_supervisor=True)


@pytest.fixture
def counter() -> Counter:
    counter = counter_with(*PLUGINS)
    counter.desk.counter.whose = lambda: "s1"
    counter.desk.danger("gas")
    return counter


def test_the_hub_hears_who_called_and_to_what(counter: Counter) -> None:
    counter.desk.calling.call()

    (told,) = counter.ledger.told
    assert (told.type, told.data) == (EventType.SUPERVISOR_CALLED, {"dangers": ["gas"], "by": "staff:s1"})


def test_the_call_waits_while_work_goes_on_until_one_has_come(counter: Counter) -> None:
    """The danger is acknowledged, other items follow; the trail of the dangerous one says who came."""
    counter.desk.calling.call()
    counter.desk.acknowledge()
    counter.desk.done()
    counter.desk.scrap()
    waited = counter.desk.view().call

    counter.desk.calling.came(BOSS)

    assert waited
    assert counter.desk.view().call is None
    assert (counter.ledger.told[-1].type, counter.ledger.told[-1].data) == (EventType.SUPERVISOR_CAME, {"by": "staff:s7"})
    dangerous = counter.desk.intake(waited.intake)
    assert [each.by for each in dangerous.steps if each.what.startswith("supervisor.")] == ["staff:s1", "staff:s7"]


def test_one_who_comes_at_once_leaves_the_danger_on_the_screen(counter: Counter) -> None:
    """Nobody has acknowledged it yet."""
    counter.desk.calling.call()

    counter.desk.calling.came(BOSS)

    on_counter = counter.desk.view().intake
    assert on_counter
    assert on_counter.is_danger
    counter.desk.acknowledge()
    assert [each.what for each in counter.desk.latest(1)[0].steps if each.what.startswith("supervisor.")] == [
        "supervisor.called",
        "supervisor.came",
    ]


def test_a_desk_that_is_started_again_still_calls(counter: Counter) -> None:
    counter.desk.calling.call()
    counter.desk.acknowledge()
    waited = counter.desk.view().call

    assert Calling(counter.desk.counter).open == waited is not None


def test_one_danger_is_called_to_once_another_one_again(counter: Counter) -> None:
    counter.desk.calling.call()
    with pytest.raises(NotNow):
        counter.desk.calling.call()
    counter.desk.acknowledge()
    counter.desk.danger("battery")

    counter.desk.calling.call()

    assert [each.type for each in counter.ledger.told].count(EventType.SUPERVISOR_CALLED) == 2


def test_only_to_a_danger_and_only_a_supervisor_answers(counter: Counter) -> None:
    other = counter_with(*PLUGINS)
    other.desk.name("kettle")
    with pytest.raises(NotNow):
        other.desk.calling.call()
    counter.desk.calling.call()

    with pytest.raises(NotNow):
        counter.desk.calling.came(StaffMember(id="s8", name="Bart"))

    assert counter.desk.view().call


def test_a_full_disk_does_not_go_on_calling(counter: Counter) -> None:
    """The supervisor stands there; the banner says that it was not kept."""
    counter.desk.calling.call()
    counter.ledger.full = True

    counter.desk.calling.came(BOSS)

    assert counter.desk.view().call is None
    assert counter.desk.view().unsaved


@pytest.mark.parametrize("how", ["hours", "start"])
def test_a_call_nobody_answered_is_over_some_day(counter: Counter, how: str) -> None:
    """After four hours, or when the machine was started again."""
    counter.desk.calling.call()

    if how == "hours":
        counter.clock.wait(LAPSES_S)
    else:
        counter.clock.boot_id = "another"

    assert counter.desk.view().call is None
