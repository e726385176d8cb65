"""Every screen as a panel shows it: large enough for gloves, strong enough for the sun, nothing cut off."""

from collections.abc import Callable

import pytest
from browser.languages import in_other_languages
from browser.measuring import MOST_WORDS, Rules, axe_violations, problems, problems_at_night
from browser.panels import PANELS, SMALL
from browser.pictures import HAS_FONT, MOST_DIFFERENT, difference_from_approved
from playwright.sync_api import Page
from web.counters import SCREENS, Counter

POSTERS = ("04", "05a", "06", "09")
LISTS = ("08", "11", "16")
"""Lists and languages have more words than a screen of the main path; their targets are as large."""


def rules_for(screen: str) -> Rules:
    return Rules(is_poster=screen.startswith(POSTERS), most_words=99 if screen.startswith(LISTS) else MOST_WORDS)


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_fits_gloves_sun_and_everybody(counter: Counter, open_counter: Callable[..., Page], screen: str) -> None:
    """Targets of 20 mm, 5 mm apart, contrast 7 or 10, nothing cut off, no scrolling, no axe violation.

    It looks as somebody has approved. On each panel; the other languages, whose words are longer, where there is least room.
    """
    prepare, path = SCREENS[screen]
    prepare(counter)
    rules = rules_for(screen)

    page = open_counter(counter, path)
    found = [f"axe: {each}" for each in axe_violations(page)]
    if HAS_FONT and difference_from_approved(page, screen) > MOST_DIFFERENT:
        found.append("it does not look as approved; look at it, then KIOSK_APPROVE=1 takes a new picture")
    for panel in PANELS:
        page.set_viewport_size({"width": panel.width, "height": panel.height})
        found += [f"{panel.name}: {each}" for each in problems(page, panel, rules)]
    page.set_viewport_size({"width": SMALL.width, "height": SMALL.height})
    found += [f"at night: {each}" for each in problems_at_night(page, SMALL, rules)]
    for language in in_other_languages(page, counter):
        found += [f"{language}: {each}" for each in problems(page, SMALL, rules)]

    assert found == []
