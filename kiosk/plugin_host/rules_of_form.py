"""How a plugin should look to the people at the counter, and to those who take it over one day."""

import re
from collections.abc import Iterator, Mapping

from kiosk.domain.destination import Route
from kiosk.domain.opinion import Opinion, Veto
from kiosk.domain.question import HAZARD, Question
from kiosk.domain.text import LANGUAGES, Texts
from kiosk.plugin_host.evidence import Evidence

TITLE, CHOICE, DANGER, REASON, STOP, ORDER = 5, 2, 3, 8, 5, 4
"""The most words of each text that the screen has room for and staff read at a glance."""
_LICENCE = re.compile(r"[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*", re.ASCII)
_LEAST_README = 3


def speaks_every_language(evidence: Evidence) -> Iterator[str]:
    """Say summary, questions and reasons in Dutch, French, English and German."""
    spoken = {"summary": evidence.manifest.summary, **{name: texts for name, texts, _ in _texts(evidence)}}
    for name, texts in spoken.items():
        if missing := [language for language in LANGUAGES if not texts.get(language)]:
            yield f"{name} has no text in {', '.join(missing)}"


def is_brief(evidence: Evidence) -> Iterator[str]:
    """Fit the screen: a title has 5 words at most, an answer 2, a reason 8."""
    for name, texts, most in dict.fromkeys((name, _frozen(texts), most) for name, texts, most in _texts(evidence)):
        for language, text in texts:
            if (words := len(re.findall(r"[^\s]*\w[^\s]*", text))) > most:
                yield f"{name}: '{text}' ({language}) has {words} words, at most {most}"


def _frozen(texts: Texts) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(texts.items()))


def _texts(evidence: Evidence) -> Iterator[tuple[str, Mapping[str, str], int]]:
    """Yield the name, the texts and the most words of everything that is shown."""
    for each in evidence.said():
        match each:
            case Question():
                yield f"question {each.id}", each.texts, TITLE
                for choice in each.choices:
                    yield f"answer {each.id}={choice.id}", choice.texts, DANGER if each.id == HAZARD else CHOICE
            case Opinion() | Veto() | Route():
                yield f"reason {each.reason.code}", each.reason.texts, REASON
        if isinstance(each, Veto) and each.stop:
            yield f"stop {each.stop.kind}", each.stop.texts, STOP
            yield from ((f"order of stop {each.stop.kind}", order.texts, ORDER) for order in each.stop.orders)


def has_a_licence(evidence: Evidence) -> Iterator[str]:
    """Name a licence in plugin.toml that others can look up."""
    if not _LICENCE.fullmatch(evidence.manifest.licence):
        yield f"'{evidence.manifest.licence}' is no SPDX identifier such as EUPL-1.2 or MIT"


def has_a_readme(evidence: Evidence) -> Iterator[str]:
    """Say in README.md what is asked, what is said and where the rules come from."""
    readme = evidence.folder / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines() if readme.is_file() else []
    if len([line for line in lines if line.strip()]) < _LEAST_README:
        yield "there is no README.md of three lines or more"


def has_tests(evidence: Evidence) -> Iterator[str]:
    """Bring tests, in the folder tests."""
    found = (evidence.folder / "tests").glob("**/test_*.py")
    if not any(re.search(r"^\s*def test_", each.read_text(encoding="utf-8"), re.MULTILINE) for each in found):
        yield "there is no test in tests/test_*.py"
