"""A page's numbers, held against the visual specification."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from browser.panels import PanelSize
from playwright.sync_api import Page

LEAST_CONTRAST = 7.0
LEAST_POSTER_CONTRAST = 10.0
LEAST_SUPERVISOR_TARGET_PX = 48.0
MOST_WORDS = 12
MOST_WORDS_A_SENTENCE = 8
_PROBE = (Path(__file__).parent / "probe.js").read_text(encoding="utf-8").partition("\n")[2]
_AXE = {"rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}}, "resultTypes": ["violations"]}
"""Every rule runs; of those that are kept nothing is written down."""
_WORD = re.compile(r"[A-Za-zÀ-ÿ]{2,}|^[A-Za-zÀ-ÿ]$")
_HALF_A_PIXEL = 0.5


@dataclass(frozen=True, slots=True)
class Rules:
    """What is asked of one page."""

    is_main_path: bool = True
    """Targets of 20 mm, gaps of 5 mm, twelve words, no scrolling; a supervisor's page has smaller targets and may scroll."""
    is_poster: bool = False
    """Read from three metres: contrast of at least 10."""
    most_words: int = MOST_WORDS


def problems(page: Page, panel: PanelSize, rules: Rules) -> list[str]:
    """Return everything on the page that is too small, too near, too faint, cut off or too long; empty is good."""
    found: dict[str, Any] = page.evaluate(_PROBE)
    return [*_of_targets(found, panel, rules), *_of_texts(found, rules), *_of_layout(found, rules)]


def problems_at_night(page: Page, panel: PanelSize, rules: Rules) -> list[str]:
    """Return the same in the colours of the dark hours, and go back to those it had."""
    by_day = page.evaluate("() => document.body.dataset.theme")
    page.evaluate("() => { document.body.dataset.theme = 'night'; }")
    found = problems(page, panel, rules)
    page.evaluate("(theme) => { document.body.dataset.theme = theme; }", by_day)
    return found


def axe_violations(page: Page) -> list[str]:
    """Return what axe-core finds, AAA contrast and target size among its rules; empty is good."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = page.evaluate("async (options) => (await axe.run(document, options)).violations", _AXE)
    return [f"{each['id']}: {each['nodes'][0]['target']} and {len(each['nodes']) - 1} more" for each in found]


def _of_targets(found: dict[str, Any], panel: PanelSize, rules: Rules) -> Iterator[str]:
    least = panel.least_target_px if rules.is_main_path else LEAST_SUPERVISOR_TARGET_PX
    for each in found["targets"]:
        if min(each["width"], each["height"]) < least - _HALF_A_PIXEL:
            yield f"target {each['name']} is {each['width']:.0f} x {each['height']:.0f} px, at least {least:.0f} are needed"
    if rules.is_main_path and found["gap"] is not None and found["gap"] < panel.least_gap_px:
        yield f"{found['pair']} lie {found['gap']:.1f} px apart, at least {panel.least_gap_px:.0f} are needed"
    if rules.is_main_path:
        yield from (f"target {each} lies at the rim" for each in found["atTheRim"])


def _of_texts(found: dict[str, Any], rules: Rules) -> Iterator[str]:
    least = LEAST_POSTER_CONTRAST if rules.is_poster else LEAST_CONTRAST
    for each in found["texts"]:
        if each["contrast"] < least:
            yield f"contrast {each['contrast']:.2f} of {each['text']}, at least {least:.0f} is needed"
        if each["isCut"]:
            yield f"text does not fit: {each['text']}"
    shown = " ".join(each["text"] for each in found["texts"] if each["isRead"])
    if rules.is_main_path and _words(shown) > rules.most_words:
        yield f"{_words(shown)} words, at most {rules.most_words} are read: {shown}"
    for block in found["sentences"]:
        for sentence in re.split(r"[.?!:]\s+|\n", block):
            if _words(sentence) > MOST_WORDS_A_SENTENCE:
                yield f"a sentence of {_words(sentence)} words: {sentence}"


def _of_layout(found: dict[str, Any], rules: Rules) -> Iterator[str]:
    yield from (f"texts overlap: {each}" for each in found["clashes"])
    yield from (f"a pictogram covers a text: {each}" for each in found["covered"])
    yield from (f"a pictogram sticks out: {each!r}" for each in found["outside"])
    if rules.is_main_path and found["scrolls"]:
        yield "the page scrolls"


def _words(text: str) -> int:
    return sum(bool(_WORD.search(each)) for each in text.split())
