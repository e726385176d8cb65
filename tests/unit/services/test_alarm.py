"""Who runs and silently ships nothing is noticed by somebody else."""

import pytest
from fakes import HandClock

from kiosk.ports import Backlog, Pulse
from kiosk.services.alarm import DeliveryWatch

WAITING = Backlog("epoch", 9, 4, 0)


def watch(clock: HandClock, pulse: Pulse | None, backlog: Backlog = WAITING) -> DeliveryWatch:
    return DeliveryWatch(lambda: backlog, lambda: pulse, clock, grace_s=0.0)


@pytest.mark.parametrize(
    ("pulse", "said"),
    [
        (None, "is not running"),
        (Pulse("another-boot", 1000.0, 60.0), "is not running"),
        (Pulse("boot-1", 900.0, 60.0), "has not moved for 100 s"),
        (Pulse("boot-1", 999.0, 60.0, "This kiosk has no hub (KSK-102)"), "KSK-102"),
    ],
    ids=["gone", "of-another-boot", "stands-still", "cannot-begin"],
)
def test_events_that_nobody_sends_are_an_alarm(pulse: Pulse | None, said: str) -> None:
    assert said in watch(HandClock(), pulse).backlog().last_fault


def test_a_fresh_sign_of_life_is_no_alarm() -> None:
    assert watch(HandClock(), Pulse("boot-1", 999.0, 60.0)).backlog() == WAITING


def test_with_nothing_to_send_nobody_is_missed() -> None:
    empty = Backlog("epoch", 9, 0, 0)

    assert watch(HandClock(), None, empty).backlog() == empty


def test_delivery_may_take_a_moment_to_start() -> None:
    clock = HandClock()
    watching = DeliveryWatch(lambda: WAITING, lambda: None, clock)
    first = watching.backlog().last_fault

    clock.wait(31)

    assert first == ""
    assert "KSK-523" in watching.backlog().last_fault


def test_what_the_hub_did_not_take_stays_in_sight() -> None:
    """A cloned card is an alarm, not a line in a log."""
    told = watch(HandClock(), Pulse("boot-1", 999.0, 60.0), Backlog("epoch", 9, 0, 2)).backlog().last_fault

    assert "did not take 2 event(s)" in told
    assert "KSK-525" in told


def test_a_fault_of_the_hub_comes_before_what_is_parked() -> None:
    told = watch(HandClock(), Pulse("boot-1", 999.0, 60.0), Backlog("epoch", 9, 4, 2, "busy (KSK-411)")).backlog().last_fault

    assert told == "busy (KSK-411)"
