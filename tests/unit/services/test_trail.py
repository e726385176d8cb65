"""The printed trail: every voice once, in the reader's language."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import likes, silent
from intake_samples import recorded_intake

from kiosk.domain.intake import Intake, Override, Stage
from kiosk.domain.item import Identification
from kiosk.domain.opinion import Cause, Reason, Stop, Veto
from kiosk.domain.outcome import Handling, Outcome
from kiosk.domain.text import LANGUAGES
from kiosk.domain.verdict import Policy, Ruling, decide
from kiosk.services.trail import explain
from kiosk.services.trail_words import WORDS, word

SERVICES = Path(__file__).parents[3] / "kiosk" / "services"


def told(language: str) -> Intake:
    """Return an intake with every kind of voice in its trail."""
    texts = {"nl": "Te oud", "fr": "Trop vieux", "en": "Too old", "de": "Zu alt"}
    against = Veto(frozenset({Outcome.REUSE, Outcome.REPAIR}), Reason("old", texts, "BVR"), handling=frozenset({Handling.WIPE}), by="rules")
    hot = Veto(frozenset(), Reason("hot", texts), stop=Stop("battery", {"nl": "Batterij"}, ()), by="safety")
    verdict = decide([likes("recycle", 0.8, by="odds")], [against, hot], [silent("gone")], Policy())
    intake = recorded_intake(f"x-{language}")
    named = Identification(category="kettle", brand="Norda", confidence=1.0, by="staff")
    item = replace(intake.item, identifications=(*intake.item.identifications, named))
    return replace(intake, item=item, verdict=verdict, override=Override(None, "works"))


SAID = {
    "nl": ("vastgelegd", "geen hergebruik, herstel: Te oud [old] (BVR)", "odds: recyclage (0.80)", "gone: zwijgt, te laat", "koos: opzij"),
    "fr": ("enregistré", "pas de réemploi, réparation: Trop vieux", "odds: recyclage", "gone: se tait, trop tard", "a choisi: de côté"),
    "en": ("recorded", "not reuse, repair: Too old", "odds: recycle (0.80)", "gone: silent, late", "Staff chose: set aside"),
    "de": ("erfasst", "kein Weitergeben, Reparatur: Zu alt", "odds: Recycling", "gone: schweigt, zu spät", "wählte: zur Seite"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_voice_is_told_in_the_readers_language(language: str) -> None:
    lines = "\n".join(explain(told(language), language))

    for said in SAID[language]:
        assert said in lines
    assert f"safety: {word('stop', language)} battery" in lines


def test_an_intake_without_a_verdict_is_told_as_far_as_it_is() -> None:
    lines = list(explain(replace(recorded_intake("x-1"), stage=Stage.ASKING, verdict=None, destination=None), "en"))

    assert lines[0].startswith("Intake x-1: asking")
    assert not [each for each in lines if each.startswith("Verdict")]


@pytest.mark.parametrize("kind", [Stage, Ruling, Outcome, Handling, Cause])
def test_every_word_of_the_domain_has_its_four_words(kind: type[Stage]) -> None:
    assert set(kind) <= set(WORDS)


def test_every_step_has_its_words() -> None:
    """A new step without words would be printed as a code."""
    steps = set()
    for source in ("workflow.py", "desk.py"):
        text = (SERVICES / source).read_text(encoding="utf-8")
        steps |= set(re.findall(r'(?:_step|_record)\((?:[^()"]|\([^()]*(?:\([^()]*\))*[^()]*\))*"([a-z]+\.[a-z_]+)"', text))

    assert len(steps) > 10
    assert steps <= set(WORDS)


def test_every_word_is_there_in_every_language() -> None:
    assert not [code for code, texts in WORDS.items() if set(texts) != set(LANGUAGES) or not all(texts.values())]


def test_a_code_without_words_stands_for_itself() -> None:
    assert word("intake.flown_away", "de") == "intake.flown_away"
