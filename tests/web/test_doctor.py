"""The doctor's page on the counter's own screen: a phone reads it off."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from web.behind_counter import staffed
from web.behind_screens import inside
from web.counters import counter_with

from kiosk.bootstrap.checkup import as_code
from kiosk.domain.text import LANGUAGES
from kiosk.ports.health import Checkup, broken, well
from kiosk.settings import Settings

FOUND: tuple[Checkup, ...] = (well("counter", "answers"), broken("disk", "can only be read", "a new card"))


def _devices(said: str, folder: Path, language: str = "nl") -> str:
    counter = counter_with()
    staffed(counter, folder)
    assert counter.backroom
    counter.backroom = replace(counter.backroom, doctor_said=lambda: said)
    screen = counter.screen(language)
    for name, value in inside(counter).items():
        screen.client.set_cookie(name, value, domain="localhost")
    return screen.get("/supervisor/devices?doctor=1")


def _read_off(page: str) -> str:
    """Return what a reader makes of the dots that are drawn."""
    dots = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", page)]
    side = max(x for x, _ in dots) + 1
    picture = np.full((side + 8, side + 8), 255, np.uint8)
    for x, y in dots:
        picture[y + 4, x + 4] = 0
    (code,) = zxingcpp.read_barcodes(picture.repeat(4, axis=0).repeat(4, axis=1))
    return code.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_phone_reads_what_the_doctor_found_behind_devices(tmp_path: Path, language: str) -> None:
    said = as_code(Settings(), FOUND)

    assert _read_off(_devices(said, tmp_path, language)) == said
    assert "R disk: can only be read" in said


def test_the_longest_page_is_one_code_that_can_be_read(tmp_path: Path) -> None:
    said = as_code(Settings(), [broken(f"part {number}", "ä" * 90, "look at it") for number in range(20)])

    assert _read_off(_devices(said, tmp_path)) == said


def test_where_no_doctor_was_there_is_no_code(tmp_path: Path) -> None:
    page = _devices("", tmp_path)

    assert "doctor=1" not in page
    assert "h1v1h-1z" not in page
