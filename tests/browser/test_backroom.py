"""What supervisors do in a real browser; what their pages look like is in ``test_behind_screens``."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page
from web.behind_counter import BADGE, PIN, lay, staffed
from web.behind_screens import worked
from web.counters import PLUGINS, Counter, counter_with


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
