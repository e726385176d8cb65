"""Texts as people read them: four languages, plain, short.

Codes, plugins and datasets come from strangers. What they say is shown and logged, so
control characters and direction marks are taken out where the text enters.
"""

import unicodedata
from collections.abc import Mapping
from typing import TypeAlias

LANGUAGES = ("nl", "fr", "en", "de")
MAX_CHARACTERS = 120

Texts: TypeAlias = Mapping[str, str]
"""One text by language; ``nl`` is always there."""


def plain(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Return the text in one line of at most `limit` characters, without control or direction marks."""
    visible = "".join(" " if _is_hidden(character) else character for character in text[: limit * 4])
    one_line = " ".join(visible.split())
    return one_line if len(one_line) <= limit and len(text) <= limit * 4 else one_line[: limit - 1].rstrip() + "…"


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def in_language(texts: Texts, language: str) -> str:
    """Return the text in the language, or in Dutch, or whatever there is."""
    return texts.get(language) or texts.get("nl") or next(iter(texts.values()), "")
