"""Screen 17: the words and signs of the page that is there before the desk."""

import subprocess
import sys

import pytest

from kiosk.domain.text import LANGUAGES
from kiosk.web.starting import STEPS, WORDS, start_page


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_signs_fill_one_by_one(stage: int) -> None:
    assert start_page(stage, "nl").count(" later") == 3 - stage


def test_it_speaks_every_language() -> None:
    assert set(WORDS) == set(STEPS) == set(LANGUAGES)
    assert all(WORDS[each] in start_page(1, each) and STEPS[each].format(1) in start_page(1, each) for each in LANGUAGES)


def test_it_makes_no_socket_but_of_the_kind_the_unit_allows() -> None:
    """The desk's unit has no network (RestrictAddressFamilies=AF_UNIX): the one socket for people comes open from systemd."""
    begin = """
import socket, sys
listening, made = socket.create_server(("127.0.0.1", 0)), []
sys.addaudithook(lambda event, words: made.append(words[1]) if event == "socket.__new__" else None)
from kiosk.web.starting import Starting
Starting(listening, "nl").hand_over()
listening.close()
print(socket.AF_INET in made)
"""

    assert subprocess.run([sys.executable, "-c", begin], capture_output=True, text=True, check=True, timeout=60).stdout == "False\n"
