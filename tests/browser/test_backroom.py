"""The pages behind the counter in a real browser: people, PIN, practice, label, and the supervisor's tables."""

from collections.abc import Callable
from pathlib import Path

import pytest
from browser.measuring import Rules, axe_violations, problems
from browser.panels import PANELS, SMALL
from playwright.sync_api import Page
from web.behind_counter import BADGE, PIN, lay, staffed
from web.counters import HAIRDRYER, KETTLE, PHONE, PLUGINS, VACUUM, Counter, counter_with

from kiosk.domain.question import HAZARD
from kiosk.domain.text import LANGUAGES

GLOVES = Rules(most_words=99)
SUPERVISOR = Rules(is_main_path=False, most_words=99)
ADMIN = (
    "/supervisor/",
    "/supervisor/?span=week",
    "/supervisor/aside",
    "/supervisor/plugins",
    "/supervisor/devices",
    "/supervisor/people",
    "/supervisor/tags",
)


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    counter = counter_with(*PLUGINS)
    folder = tmp_path / "behind"
    folder.mkdir()
    staffed(counter, folder)
    for code, answers in ((KETTLE, [("works", "yes")]), (VACUUM, [("looks", "dirty")]), (HAIRDRYER, []), (PHONE, [(HAZARD, "unsure")])):
        counter.scan(code)
        for question, choice in answers:
            counter.desk.answer(question, choice)
        counter.desk.confirm()
        counter.desk.done()
        counter.desk.counter_emptied()
        counter.clock.wait(700)
    return counter


def look_over(page: Page, rules: Rules) -> list[str]:
    """Return what is wrong with a page on each panel, and in each language on the smallest."""
    found = [f"axe: {each}" for each in axe_violations(page)]
    for panel in PANELS:
        page.set_viewport_size({"width": panel.width, "height": panel.height})
        found += [f"{panel.name}: {each}" for each in problems(page, panel, rules)]
    page.set_viewport_size({"width": SMALL.width, "height": SMALL.height})
    for language in LANGUAGES[1:]:
        page.context.add_cookies([{"name": "language", "value": language, "url": page.url}])
        page.goto(page.url, wait_until="domcontentloaded")
        found += [f"{language}: {each}" for each in problems(page, SMALL, rules)]
    page.context.add_cookies([{"name": "language", "value": "nl", "url": page.url}])
    return found


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


def test_people_and_label_fit_gloves_and_everybody(counter: Counter, open_counter: Callable[..., Page]) -> None:
    code = next(each.code for each in counter.desk.latest(9) if each.code)
    page = open_counter(counter, "/who")
    found = look_over(page, GLOVES)
    page.goto(page.url.replace("/who", f"/label/{code}"))

    assert "\n".join(found + look_over(page, GLOVES)) == ""


def test_practice_fits_gloves_and_everybody(counter: Counter, open_counter: Callable[..., Page]) -> None:
    page = open_counter(counter, "/practice/")
    found = look_over(page, GLOVES)
    page.goto(page.url)
    tap(page, 'button[value="repair"]')
    page.wait_for_selector(".talk")

    assert "\n".join(found + look_over(page, GLOVES)) == ""


def test_a_supervisor_comes_in_and_every_page_is_sound(counter: Counter, open_counter: Callable[..., Page]) -> None:
    page = open_counter(counter, "/supervisor/door")
    found = look_over(page, SUPERVISOR)
    come_in(page, counter)
    for path in ADMIN:
        page.goto(f"{page.url.split('/supervisor')[0]}{path}")
        found += [f"{path}: {each}" for each in look_over(page, SUPERVISOR)]

    assert "\n".join(found) == ""


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
