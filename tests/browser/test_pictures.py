"""What the screens look like at night and on the larger panels; by day on the smallest they are in ``test_every_screen``."""

from collections.abc import Callable

import pytest
from browser.panels import LARGE, SMALL, TALL, PanelSize
from browser.pictures import APPROVED, HAS_FONT, MOST_DIFFERENT, difference_from_approved
from playwright.sync_api import Page
from web.behind_screens import BEHIND
from web.counters import SCREENS, Counter

from kiosk.web.font import FOLDER

LARGEST_BYTES = 30_000
NIGHT = ("01-idle", "04a-reuse", "04b-repair", "04c-recycle")
LARGER = ("01-idle", "04a-reuse", "05a-stop")
"""Drawn on the other panels, too; the rest is measured there."""
HOURS_TO_NIGHT = 13
WANTED = [
    *((screen, SMALL, True) for screen in NIGHT),
    *((screen, panel, False) for screen in LARGER for panel in (LARGE, TALL)),
]


def name_of(screen: str, panel: PanelSize, *, at_night: bool) -> str:
    return f"{screen}{'-night' if at_night else ''}{'' if panel is SMALL else f'-{panel.name}'}"


@pytest.mark.skipif(not HAS_FONT, reason=f"the approved pictures show Atkinson Hyperlegible, which is not in {FOLDER}; run setup-font.sh")
@pytest.mark.parametrize(
    ("screen", "panel", "at_night"), WANTED, ids=[name_of(screen, panel, at_night=night) for screen, panel, night in WANTED]
)
def test_a_screen_looks_as_approved(
    counter: Counter, open_counter: Callable[..., Page], screen: str, panel: PanelSize, *, at_night: bool
) -> None:
    """KIOSK_APPROVE=1 takes a new picture; whoever commits it has looked at it."""
    if at_night:
        counter.clock.wait(HOURS_TO_NIGHT * 3600)
    prepare, path = SCREENS[screen]
    prepare(counter)

    page = open_counter(counter, path, panel)

    assert difference_from_approved(page, name_of(screen, panel, at_night=at_night)) <= MOST_DIFFERENT


def test_pictures_are_small_and_each_has_its_screen() -> None:
    """They are kept with the project: none is large, none is left over."""
    kept = {each.stem: each.stat().st_size for each in APPROVED.glob("*.png")}

    assert set(kept) == {*SCREENS, *BEHIND, "17-start", *(name_of(screen, panel, at_night=night) for screen, panel, night in WANTED)}
    assert [name for name, size in kept.items() if size > LARGEST_BYTES] == []
