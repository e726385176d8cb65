"""The texts: four languages, none missing, none left over."""

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kiosk.domain.text import LANGUAGES
from kiosk.settings import CATEGORIES

WEB = Path(__file__).parents[2] / "kiosk" / "web"


def texts_in(language: str) -> dict[str, str]:
    with (WEB / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file, abort_invalid=True) if each.id}


KEYS = sorted(texts_in("nl"))
TEMPLATES = "".join(each.read_text() for each in sorted((WEB / "templates").glob("*.html")))
CODE = "".join(each.read_text() for each in sorted(WEB.glob("*.py")))
LITERALS = set(re.findall(r"""["']([a-z][a-z0-9_]*)["']""", TEMPLATES + CODE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text(language: str) -> None:
    """The same keys, and none empty."""
    texts = texts_in(language)

    assert sorted(texts) == KEYS
    assert [key for key, text in texts.items() if not text.strip()] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_names_the_same_values_in_every_language(language: str) -> None:
    """A forgotten value would fail at the counter, not here."""

    def values(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)s", text))

    dutch = texts_in("nl")

    assert {key: values(text) for key, text in texts_in(language).items()} == {key: values(text) for key, text in dutch.items()}


def test_every_text_that_is_used_exists() -> None:
    """A key without a text would be shown as it is."""
    used = set(re.findall(r"""_\(\s*["'](\w+)["']""", TEMPLATES)) | set(re.findall(r"""say\(\s*["'](\w+)["']""", CODE))

    assert used - set(KEYS) == set()


def test_every_category_has_a_name() -> None:
    """Also those no template mentions; ``other`` is called Andere."""
    assert set(CATEGORIES) - {"other"} <= set(KEYS)


def test_no_text_is_left_unused() -> None:
    """What nobody shows nobody has to translate."""
    assert set(KEYS) - LITERALS - set(CATEGORIES) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_short(language: str) -> None:
    """Eight words at most, so that everybody can read them."""
    longest = max(texts_in(language).values(), key=lambda text: len(text.translate(str.maketrans("", "", string.punctuation)).split()))

    assert len(longest.split()) <= 8
