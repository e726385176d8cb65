"""What supervisors do in a real browser; what their pages look like is in ``test_behind_screens``."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from web.behind_counter import BADGE, PIN, lay, staffed
from web.behind_screens import worked
from web.counters import PLUGINS, Counter, counter_with

from kiosk.services.door import FIRST_WAIT_S, FREE_TRIES, IDLE_S
from kiosk.web.behind import VISIT


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    counter = counter_with(*PLUGINS)
    folder = tmp_path / "behind"
    folder.mkdir()
    staffed(counter, folder)
    worked(counter)
    return counter


def tap(page: Page, selector: str) -> None:
    """Tap a button once the screen takes touches, and wait for the desk's answer."""
    page.wait_for_timeout(400)
    with page.expect_response(lambda answer: answer.request.method == "GET" and answer.ok and "preview" not in answer.url):
        page.locator(selector).first.click()


def come_in(page: Page, counter: Counter) -> None:
    """Lay the badge down and press the PIN, as a supervisor does."""
    lay(counter, BADGE)
    page.goto(page.url)
    for digit in PIN:
        tap(page, f'.pad button[value="{digit}"]')
    tap(page, ".pad .main")
    page.wait_for_selector(".menu")


def enter(page: Page, counter: Counter) -> None:
    """Press the PIN at once for the browser's visit, and tap *Verder*."""
    assert counter.backroom
    token = next(each["value"] for each in page.context.cookies() if each.get("name") == VISIT)
    visit = counter.backroom.door.visit(token)
    for digit in PIN:
        counter.backroom.door.press(visit, digit)
    tap(page, ".pad .main")


def test_one_tap_decides(counter: Counter, open_counter: Callable[..., Page]) -> None:
    """And where safety says no, it takes another one."""
    page = open_counter(counter, "/supervisor/door")
    come_in(page, counter)
    page.goto(f"{page.url.split('/supervisor')[0]}/supervisor/aside")
    tap(page, ".choose button")
    page.wait_for_selector(".choose.two")
    tap(page, ".choose .strong")
    page.wait_for_selector("text=Niets staat opzij")

    assert counter.ledger.told[-1].data["by"] == "staff:s3"


def test_who_walks_away_is_out_and_the_page_with_them(counter: Counter, open_counter: Callable[..., Page]) -> None:
    """A page that refreshes by itself is idle: after five minutes it leads to the door, and shows nobody's list any more."""
    page = open_counter(counter, "/supervisor/door")
    lay(counter, BADGE)
    enter(page, counter)
    page.wait_for_selector(".menu")
    for _ in range(2):
        counter.clock.wait(IDLE_S / 2 + 1)
        with page.expect_response(lambda answer: answer.request.method == "GET" and answer.ok and "preview" not in answer.url):
            counter.desk.counter.board.show()

    page.wait_for_selector(".pad")

    assert page.url.endswith("/supervisor/door")
    assert not page.locator(".menu").count()


def test_after_five_wrong_pins_everybody_waits_half_a_minute(counter: Counter, open_counter: Callable[..., Page]) -> None:
    """The right one opens nothing meanwhile, and everything afterwards."""
    assert counter.backroom
    door = counter.backroom.door
    lay(counter, BADGE)
    stranger = door.visit("")
    for _ in range(FREE_TRIES):
        door.press(stranger, "0")
        door.open(stranger)
    page = open_counter(counter, "/supervisor/door")

    enter(page, counter)

    page.wait_for_selector("text=Wacht 30 s")
    counter.clock.wait(FIRST_WAIT_S)
    enter(page, counter)
    page.wait_for_selector(".menu")
