"""The supervisor's door: badge and PIN, and patience with neither."""

from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fakes import HandClock

from kiosk.adapters.staff_files import Argon2Pins, PinTriesFile, StaffFile
from kiosk.domain.staff import StaffMember, is_weak
from kiosk.services.door import BADGE_S, FIRST_WAIT_S, FREE_TRIES, IDLE_S, LONGEST_WAIT_S, Door, Refusal, Visit

PIN = "482913"


@pytest.fixture(scope="module")
def boss() -> StaffMember:
    return StaffMember(id="s1", name="Els", is_supervisor=True, pin=Argon2Pins().hash(PIN))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def door(tmp_path: Path, clock: HandClock) -> Door:
    return Door(Argon2Pins(), PinTriesFile(tmp_path), clock)


def enter(door: Door, pin: str, visit: Visit | None = None) -> Visit | None:
    visit = visit or door.visit("")
    for digit in pin:
        door.press(visit, digit)
    return door.open(visit)


def test_badge_and_pin_together_open_the_door(door: Door, boss: StaffMember) -> None:
    door.show_badge(boss)

    inside = enter(door, PIN)

    assert inside
    assert door.inside(inside.token, "/supervisor") is inside


def test_a_pin_alone_opens_nothing(door: Door) -> None:
    assert enter(door, PIN) is None


def test_a_badge_alone_opens_nothing(door: Door, boss: StaffMember) -> None:
    door.show_badge(boss)

    assert enter(door, "") is None
    assert enter(door, "000000") is None


@pytest.mark.parametrize(
    ("member", "why"),
    [
        (StaffMember(id="s2", name="Bart"), Refusal.NO_SUPERVISOR),
        (StaffMember(id="s3", name="Dilan", is_supervisor=True), Refusal.NO_PIN),
        (None, Refusal.UNKNOWN),
    ],
    ids=lambda each: str(each) if isinstance(each, Refusal) else "",
)
def test_a_badge_that_opens_nothing_is_told_why(door: Door, clock: HandClock, member: StaffMember | None, why: Refusal) -> None:
    """For as long as a right one would open the pad."""
    door.visit("")
    if member:
        door.show_badge(member)
    else:
        assert door.takes_stranger()

    assert door.badge is None
    assert door.laid
    assert door.laid.refusal is why
    clock.wait(BADGE_S)
    assert door.laid is None


def test_a_tag_nobody_knows_is_the_doors_only_while_somebody_stands_there(door: Door, boss: StaffMember, clock: HandClock) -> None:
    """Else it is of an item; and it never closes the pad that a badge opened."""
    assert not door.takes_stranger()
    door.visit("")
    door.show_badge(boss)

    assert door.takes_stranger()
    assert door.badge is boss
    clock.wait(BADGE_S)
    assert not door.takes_stranger()


def test_a_badge_opens_the_pad_for_a_minute(door: Door, boss: StaffMember, clock: HandClock) -> None:
    door.show_badge(boss)
    clock.wait(BADGE_S)

    assert enter(door, PIN) is None


def test_somebody_elses_badge_in_between_shuts_the_pad(door: Door, boss: StaffMember) -> None:
    door.show_badge(boss)
    door.show_badge(StaffMember(id="s2", name="Bart"))

    assert enter(door, PIN) is None


def test_the_token_of_the_door_is_not_the_token_inside(door: Door, boss: StaffMember) -> None:
    """Who planted a token in a browser before knows nothing."""
    before = door.visit("")
    door.show_badge(boss)

    inside = enter(door, PIN, before)

    assert inside
    assert inside.token != before.token
    assert door.inside(before.token, "/") is None


def test_one_badge_opens_once(door: Door, boss: StaffMember) -> None:
    door.show_badge(boss)
    enter(door, PIN)

    assert enter(door, PIN) is None


def test_after_five_wrong_pins_even_the_right_one_waits(door: Door, boss: StaffMember, clock: HandClock) -> None:
    door.show_badge(boss)
    for _ in range(FREE_TRIES):
        assert enter(door, "111112") is None

    assert enter(door, PIN) is None

    clock.wait(FIRST_WAIT_S)
    door.show_badge(boss)
    assert enter(door, PIN)
    assert door.wait_s == 0


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(door: Door, boss: StaffMember, clock: HandClock) -> None:
    waits = []
    for _ in range(FREE_TRIES + 7):
        clock.wait(door.wait_s)
        door.show_badge(boss)
        enter(door, "111112")
        waits.append(door.wait_s)

    assert waits[FREE_TRIES - 1 : FREE_TRIES + 2] == [FIRST_WAIT_S, 2 * FIRST_WAIT_S, 4 * FIRST_WAIT_S]
    assert max(waits) == LONGEST_WAIT_S


def test_pulling_the_plug_gives_no_fresh_tries(tmp_path: Path, boss: StaffMember, clock: HandClock) -> None:
    """The count is on disk, and in another boot the whole wait begins again."""
    for _ in range(FREE_TRIES):
        door = Door(Argon2Pins(), PinTriesFile(tmp_path), clock)
        door.show_badge(boss)
        assert enter(door, "111112") is None

    clock.boot_id, clock.boot_s = "boot-2", 5.0
    door = Door(Argon2Pins(), PinTriesFile(tmp_path), clock)
    door.show_badge(boss)

    assert door.wait_s == FIRST_WAIT_S
    assert enter(door, PIN) is None
    clock.wait(FIRST_WAIT_S)
    assert door.wait_s == 0


def test_idleness_closes_the_door(door: Door, boss: StaffMember, clock: HandClock) -> None:
    """A page that is fetched again by itself is not somebody being active."""
    door.show_badge(boss)
    inside = enter(door, PIN)
    assert inside
    door.inside(inside.token, "/supervisor")
    clock.wait(IDLE_S - 10)
    assert door.inside(inside.token, "/supervisor")
    clock.wait(11)

    assert door.inside(inside.token, "/supervisor") is None


def test_going_to_another_page_keeps_it_open(door: Door, boss: StaffMember, clock: HandClock) -> None:
    door.show_badge(boss)
    inside = enter(door, PIN)
    assert inside
    clock.wait(IDLE_S - 10)
    assert door.inside(inside.token, "/supervisor/plugins")
    clock.wait(IDLE_S - 10)

    assert door.inside(inside.token, "/supervisor")


def test_many_browsers_at_the_door_push_nobody_out(door: Door, boss: StaffMember) -> None:
    door.show_badge(boss)
    inside = enter(door, PIN)
    assert inside
    for _ in range(40):
        door.visit("")

    assert door.inside(inside.token, "/")


@pytest.mark.parametrize("pin", ["", "12345", "123456", "987654", "111111", "48291a", "\uff14\uff18\uff12\uff19\uff11\uff13"])
def test_a_pin_that_is_easily_guessed_is_weak(pin: str) -> None:
    assert is_weak(pin)


def test_a_damaged_count_makes_wait(tmp_path: Path, boss: StaffMember, clock: HandClock) -> None:
    (tmp_path / "pin-tries.json").write_text("{")
    door = Door(Argon2Pins(), PinTriesFile(tmp_path), clock)
    door.show_badge(boss)

    assert enter(door, PIN) is None
    assert door.wait_s == FIRST_WAIT_S


def test_a_pin_hashed_otherwise_opens_and_is_hashed_anew(door: Door, boss: StaffMember) -> None:
    """What kiosks wrote before goes on working; the new hash fits the same PIN and is not renewed again."""
    renewed: list[tuple[StaffMember, str]] = []
    door.renew = lambda member, pin_hash: renewed.append((member, pin_hash))
    before = replace(boss, pin=PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1).hash(PIN))
    door.show_badge(before)

    assert enter(door, "111222") is None
    assert renewed == []
    assert enter(door, PIN)
    ((member, pin_hash),) = renewed
    assert member == before
    door.show_badge(replace(boss, pin=pin_hash))
    assert enter(door, PIN)
    assert len(renewed) == 1


@pytest.mark.parametrize("whose", ["own", "hub's", "set meanwhile"])
def test_only_a_pin_of_this_kiosk_that_is_still_the_same_is_kept_anew(tmp_path: Path, boss: StaffMember, whose: str) -> None:
    theirs = replace(boss, pin="$argon2id$theirs")
    people = StaffFile(tmp_path, lambda: [theirs] if whose == "hub's" else [])
    people.keep(replace(boss, pin="$argon2id$other") if whose == "set meanwhile" else boss)
    (seen,) = people.members() if whose != "set meanwhile" else (boss,)

    people.renew_pin(seen, "$argon2id$new")

    assert (people.own()[0].pin == "$argon2id$new") == (whose == "own")
