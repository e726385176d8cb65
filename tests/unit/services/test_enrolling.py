"""The hub's one-time code, scanned at the counter."""

import pytest

from kiosk.domain.enrolling import enrol_code_in, text_of
from kiosk.domain.reading import Medium, Reading
from kiosk.services.enrolling import Enrolling

CODE = "ABCDE-FGHJK"


def _read(text: str, medium: Medium = Medium.SCANNER) -> Reading:
    return Reading("run-1", medium, "qr", text.encode(), text)


def _taken(reading: Reading, *, is_enrolled: bool = False) -> tuple[bool, list[str], list[str]]:
    passed: list[str] = []
    refused: list[str] = []
    taken = Enrolling(lambda: is_enrolled, passed.append, refused.append).takes(reading)
    return taken, passed, refused


def test_a_scanned_code_is_passed_on() -> None:
    assert _taken(_read(text_of(CODE))) == (True, [CODE], [])


def test_the_camera_enrols_nothing() -> None:
    """A sticker that somebody holds before it would choose the moment."""
    assert _taken(_read(text_of(CODE), Medium.CAMERA)) == (True, [], ["KSK-581"])


def test_a_kiosk_that_a_hub_knows_takes_no_other_code() -> None:
    """And the code is no item's code either."""
    assert _taken(_read(text_of(CODE)), is_enrolled=True) == (True, [], [])


@pytest.mark.parametrize("text", ["5412345000013", "KIOSK-ENROL:", "KIOSK-ENROL:A B", f"x{text_of(CODE)}", "KIOSK-ENROL:" + "A" * 25])
def test_any_other_text_is_left_to_the_counter(text: str) -> None:
    assert _taken(_read(text)) == (False, [], [])
    assert enrol_code_in(text) is None
