"""Screen 17: the words and signs of the page that is there before the desk."""

import pytest

from kiosk.domain.text import LANGUAGES
from kiosk.web.starting import STEPS, WORDS, start_page


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_signs_fill_one_by_one(stage: int) -> None:
    assert start_page(stage, "nl").count(" later") == 3 - stage


def test_it_speaks_every_language() -> None:
    assert set(WORDS) == set(STEPS) == set(LANGUAGES)
    assert all(WORDS[each] in start_page(1, each) and STEPS[each].format(1) in start_page(1, each) for each in LANGUAGES)
