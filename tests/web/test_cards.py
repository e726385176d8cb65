"""Which buttons a command card may press, and the sheet of cards."""

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from web.behind_counter import staffed
from web.behind_screens import BEHIND
from web.counters import SCREENS, Counter

from kiosk.adapters.code128 import bars_of
from kiosk.adapters.decoder import read_symbols
from kiosk.cli.main import main
from kiosk.domain.command import BUTTONS, CONTAINER, card_in, is_command
from kiosk.domain.text import LANGUAGES
from kiosk.settings import Settings
from kiosk.web.cards import card_of, faces

NEVER = re.compile(r'formaction="(/intake/(acknowledge|call)|/supervisor/[^"]*|/receipt/correct|/other/[^"]*)"')
BUTTON = re.compile(r"<button[^>]*>")


def buttons(page: str) -> list[str]:
    return BUTTON.findall(page)


def names(page: str) -> set[str]:
    return {name for found in re.findall(r'data-card="([^"]*)"', page) for name in found.split()}


@pytest.mark.parametrize("screen", SCREENS)
def test_no_card_presses_a_stop_or_another_verdict(counter: Counter, screen: str) -> None:
    """Every other button has one, and every name on a button can be printed."""
    prepare, path = SCREENS[screen]
    prepare(counter)
    page = counter.screen().get(path)

    bearing = [each for each in buttons(page) if "data-card" in each]

    assert [each for each in bearing if NEVER.search(each)] == []
    assert all(is_command(name) for name in names(page)), names(page)
    if screen.startswith("05a"):
        assert bearing == []
    if screen.startswith("07b"):
        assert names(page) == {"back"}


@pytest.mark.parametrize(
    "screen", ["01-idle", "02-kinds", "03-question", "03c-four", "03d-hazard", "04a-reuse", "09-place", "09c-elsewhere", "11-recent"]
)
def test_every_button_of_the_main_path_has_a_card(counter: Counter, screen: str) -> None:
    prepare, path = SCREENS[screen]
    prepare(counter)

    without = [each for each in buttons(counter.screen().get(path)) if "data-card" not in each]

    assert [each for each in without if not re.search(r'formaction="(/other|/recent/[^"]+)"', each)] == []


@pytest.mark.parametrize("screen", [each for each in BEHIND if each.startswith(("12b", "15"))])
def test_no_card_presses_anything_at_the_supervisors(counter: Counter, tmp_path: Path, screen: str) -> None:
    printer = staffed(counter, tmp_path)
    behind = BEHIND[screen]
    behind.prepare(counter, printer)
    path = behind.path if isinstance(behind.path, str) else behind.path(counter)
    reader = counter.screen()
    for name, value in behind.cookies(counter).items():
        reader.client.set_cookie(name, value, domain="localhost")

    assert names(reader.get(path)) == set()


def test_every_button_that_can_be_pressed_has_a_face(counter: Counter) -> None:
    """And the sheet has nothing that is neither a button nor a container."""
    with counter.app.test_request_context():
        drawn = {each.name for each in faces(Settings().site)}

    assert set(BUTTONS) <= drawn
    assert all(is_command(each) or each.startswith(CONTAINER) for each in drawn)


def test_what_is_not_in_the_tables_has_no_card() -> None:
    assert {card_of(each) for each in ("counter.acknowledge", "counter.choose", "counter.set_aside", "who.press", "supervisor.decide")} == {
        ""
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheet_is_printed_in_each_language(tmp_path: Path, language: str) -> None:
    """It needs nothing beside it, and the same site prints the same marks."""
    environment = {"KIOSK_FOLDERS__STATE": str(tmp_path / "state"), "KIOSK_FOLDERS__RUN": str(tmp_path / "run")}
    done = CliRunner().invoke(main, ["cards", "print", str(tmp_path / "cards.html"), "--language", language], env=environment)

    sheet = (tmp_path / "cards.html").read_text(encoding="utf-8")

    assert done.exit_code == 0, done.output
    assert f">{ {'nl': 'Klopt', 'fr': 'Exact', 'en': 'Right', 'de': 'Passt'}[language] }</b>" in sheet
    assert not re.search(r'(src|href)="(?!#)', sheet)
    codes = re.findall(r"<code>([^<]+)</code>", sheet)
    assert len(codes) == len(set(codes)) > len(BUTTONS)
    assert all(card_in(each) for each in codes)


def test_a_printed_card_is_read_by_the_kiosks_own_decoder() -> None:
    """Bars of a quarter millimetre at 300 dots per inch."""
    text = "KC-KIND-MICROWAVE-TYI5R7TX4R7S"
    row = np.array([0 if bar else 255 for bar in bars_of(text)], dtype=np.uint8)
    picture = cv2.copyMakeBorder(np.repeat(np.repeat(row[None, :], 120, axis=0), 3, axis=1), 40, 40, 20, 20, cv2.BORDER_CONSTANT, value=255)

    assert [(each.symbology, each.text) for each in read_symbols(picture)] == [("code128", text)]
