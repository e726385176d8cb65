"""Every screen behind the counter as a panel shows it: sign-in, PIN, practice, labels, and the supervisor's pages."""

from collections.abc import Callable
from pathlib import Path

import pytest
from browser.languages import in_other_languages
from browser.measuring import Rules, axe_violations, problems, problems_at_night
from browser.panels import PANELS, SMALL
from browser.pictures import HAS_FONT, MOST_DIFFERENT, difference_from_approved
from playwright.sync_api import Page
from web.behind_counter import Printer, staffed
from web.behind_screens import BEHIND
from web.counters import PLUGINS, Counter, counter_with


@pytest.fixture
def counter() -> Counter:
    return counter_with(*PLUGINS)


@pytest.fixture
def printer(counter: Counter, tmp_path: Path) -> Printer:
    folder = tmp_path / "behind"
    folder.mkdir()
    return staffed(counter, folder)


@pytest.mark.parametrize("screen", BEHIND)
def test_a_screen_behind_the_counter_fits_hands_sun_and_everybody(
    counter: Counter, printer: Printer, open_counter: Callable[..., Page], screen: str
) -> None:
    """The same numbers as at the counter where gloves are worn, 48 px where supervisors sit; axe finds nothing on any panel.

    In the other languages the words are longer: sizes, gaps, contrasts and what fits are measured again, names and roles are the same.
    """
    wanted = BEHIND[screen]
    wanted.prepare(counter, printer)
    rules = Rules(is_main_path=wanted.has_gloves, most_words=99)
    cookies = wanted.cookies(counter)
    path = wanted.path if isinstance(wanted.path, str) else wanted.path(counter)

    page = open_counter(counter, path, cookies=cookies)
    assert page.url.endswith(path)
    found = []
    if HAS_FONT and difference_from_approved(page, screen) > MOST_DIFFERENT:
        found.append("it does not look as approved; look at it, then KIOSK_APPROVE=1 takes a new picture")
    for panel in PANELS:
        page.set_viewport_size({"width": panel.width, "height": panel.height})
        found += [f"{panel.name}: axe: {each}" for each in axe_violations(page)]
        found += [f"{panel.name}: {each}" for each in problems(page, panel, rules)]
    page.set_viewport_size({"width": SMALL.width, "height": SMALL.height})
    found += [f"at night: {each}" for each in problems_at_night(page, SMALL, rules)]
    for language in in_other_languages(page, counter):
        found += [f"{language}: {each}" for each in problems(page, SMALL, rules)]

    assert "\n".join(found) == ""
