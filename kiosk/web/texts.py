"""The screens' texts in four languages: .po files, compiled in memory.

The keys are those of the visual specification (``q_hazard``), so that a text can be
found from the drawing and the drawing from the text. Compiling at start, once, takes less
than a tenth of a second and leaves no .mo file to forget.
"""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, request
from flask_babel import Babel, Domain, get_locale, gettext  # type: ignore[import-untyped]  # it ships none

from kiosk.domain.text import LANGUAGES

FOLDER = Path(__file__).parent / "translations"
COOKIE = "language"


class Catalogues(Domain):  # type: ignore[misc]  # its base is untyped
    """Texts by language, kept in memory."""

    def __init__(self, by_language: Mapping[str, Translations]) -> None:
        """Take the compiled catalogues."""
        super().__init__()
        self._by_language = by_language

    def get_translations(self) -> NullTranslations:
        """Return the texts in the language of the request."""
        return self._by_language[language()]


@cache
def compiled(folder: Path = FOLDER) -> Mapping[str, Translations]:
    """Return the catalogue of each language; labels and screens share it."""
    return {each: _compile(folder / each / "LC_MESSAGES" / "messages.po") for each in LANGUAGES}


def speak(app: Flask, default: str) -> None:
    """Give the app its texts, in the language of the screen's cookie or in `default`."""
    app.config["KIOSK_LANGUAGE"] = default
    babel = Babel(app, locale_selector=_chosen)
    babel.domain_instance = Catalogues(compiled())


def language() -> str:
    """Return the language of this request: nl, fr, en or de."""
    return str(get_locale().language)


def say(key: str, **values: object) -> str:
    """Return the text of a key in the language of this request, with the values in it."""
    return str(gettext(key, **values))


def _chosen() -> str:
    """Read the cookie; it may hold anything."""
    said = request.cookies.get(COOKIE, "")
    return said if said in LANGUAGES else str(current_app.config["KIOSK_LANGUAGE"])


def _compile(path: Path) -> Translations:
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    compiled_file = BytesIO()
    write_mo(compiled_file, catalogue)
    compiled_file.seek(0)
    return Translations(compiled_file)
