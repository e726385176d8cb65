"""The day an intake begins, as plugins are told."""

import pytest

from kiosk.domain.destination import Destination, Route, lease_for
from kiosk.domain.moment import Moment
from kiosk.domain.opinion import Reason
from kiosk.domain.outcome import Outcome
from kiosk.domain.today import NO_DAY, Today, today_at

SHOP = Destination("2", {"nl": "Kar"}, Outcome.REUSE)


def test_a_believable_clock_tells_the_day() -> None:
    """In UTC; a Monday is day 0."""
    today = today_at(Moment(1_795_651_200.0, "boot", 1.0, synchronised=False), {"shop-1": 3})

    assert (today.date, today.year, today.weekday, today.placed) == ("2026-11-26", 2026, 3, {"shop-1": 3})


def test_a_clock_that_shows_the_impossible_tells_no_day() -> None:
    """A kiosk without a battery clock wakes up in 1970."""
    today = today_at(Moment(60.0, "boot", 1.0, synchronised=False), {})

    assert (today.date, today.year, today.weekday) == ("", None, None)
    assert today == NO_DAY


def test_a_day_that_is_none_is_refused() -> None:
    """Where the value is born."""
    with pytest.raises(ValueError, match="2026-11-32"):
        Today("2026-11-32")


def route(destination: str, preference: float, lease: str) -> Route:
    return Route(destination, preference, Reason("wanted"), lease=lease)


def test_an_item_counts_against_the_strongest_wish_for_its_container() -> None:
    """Wishes for another container, and those without a lease, count nothing."""
    routes = [route("2", 0.4, "weak"), route("2", 0.8, "strong"), route("2", 0.9, ""), route("3", 1.0, "elsewhere")]

    assert lease_for(SHOP, routes) == "strong"
    assert lease_for(None, routes) == ""
    assert lease_for(SHOP, []) == ""
