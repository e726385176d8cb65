"""What strangers print, write and send is text on every page: the page is built of the same elements as with harmless words."""

import re
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest
from web.behind_screens import BEHIND
from web.counters import SCREENS
from web.hostile import LONG, MIXED, HostileCounter, counter_saying, staffed_by

from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.domain.text import MAX_CHARACTERS

BASE = "http://localhost:8080"
EVERYWHERE = (*SCREENS, *BEHIND)
MAY_STAND = {"\n"}
WORD = 4
"""More than so many W after another stand in no text of ours."""
SAYS_IT = {
    *("01d-same", "01d-again", "02c-unknown", "03-question", "03d-hazard", "04a-reuse", "05a-stop", "08-why", "08b-why-veto"),
    *("12-who", "12b-pin", "14-label", "15b-aside", "15b-aside-sure", "15d-devices", "15e-plugin", "15f-people"),
    *("15g-tags", "15h-tag", "13b-practice-right"),
}
"""The screens that show a code, a brand, a reason, a fault or a name from outside."""


class Skeleton(HTMLParser):
    """The elements of a page with the names of their attributes, in order, and the texts between them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.texts += [value or "" for name, value in attrs if name in {"aria-label", "title", "alt"}]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page_of(screen: str, words: str, folder: Path) -> str:
    """Return a screen on which everything from outside says these words."""
    folder.mkdir()
    counter = counter_saying(words)
    if screen in SCREENS:
        prepare, path = SCREENS[screen]
        prepare(counter)
        client = counter.app.test_client()
    else:
        behind, printer = BEHIND[screen], staffed_by(counter, words, folder)
        client = counter.app.test_client()
        behind.prepare(counter, printer)
        for name, value in behind.cookies(counter).items():
            client.set_cookie(name, value, domain="localhost")
        path = behind.path if isinstance(behind.path, str) else behind.path(counter)
    _fail(counter, words)
    answer = client.get(path, base_url=BASE)
    assert answer.status_code == 200, answer.headers.get("Location")
    return answer.text


def _fail(counter: HostileCounter, words: str) -> None:
    """Let the fault of a device and of a plugin say the words, too."""
    counter.desk.report({words: f"{words} (KSK-199)"})
    counter.panel.said_of_plugins += (PluginRecord(name="kringloop", status=PluginStatus.QUARANTINED, reason=words, last_fault=words),)


@pytest.mark.parametrize("screen", EVERYWHERE)
def test_hostile_words_are_text_on_every_screen(tmp_path: Path, screen: str) -> None:
    """No element and no attribute more than with harmless words; no hidden character; nothing long enough to bury a button."""
    page = Skeleton(page_of(screen, MIXED, tmp_path / "hostile"))

    harmless = Skeleton(page_of(screen, LONG, tmp_path / "harmless"))
    assert page.elements == harmless.elements
    said = "".join(page.texts)
    assert {each for each in said if unicodedata.category(each) in {"Cc", "Cf", "Zl", "Zp"}} <= MAY_STAND
    longest = max((len(each) for text in harmless.texts for each in re.findall(r"[Ww]+", text)), default=0)
    assert longest <= MAX_CHARACTERS
    assert longest > WORD or screen not in SAYS_IT, "else the rules above prove nothing here"
