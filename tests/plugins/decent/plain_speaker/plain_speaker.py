"""A plugin as it should be: every hook, nothing but what was promised."""

from collections.abc import Sequence

from kiosk.plugin_api import (
    Answers,
    Choice,
    Destination,
    Identification,
    Item,
    Opinion,
    Outcome,
    Question,
    QuestionKind,
    Reading,
    Reason,
    Route,
    Veto,
    hookimpl,
)


@hookimpl
def identify(readings: Sequence[Reading]) -> list[Identification]:
    """Take every text for a kettle's brand."""
    return [Identification(category="kettle", brand=reading.text, confidence=0.9) for reading in readings]


@hookimpl
def questions() -> list[Question]:
    """Ask whether it works."""
    yes, no = Choice("yes", {"nl": "Ja"}, "works"), Choice("no", {"nl": "Nee"}, "worksnot")
    return [Question("works", QuestionKind.YESNO, {"nl": "Werkt het nog?"}, (yes, no))]


@hookimpl
def assess(answers: Answers) -> list[Opinion] | None:
    """Like what works."""
    return [Opinion(Outcome.REUSE, 0.9, Reason("works", {"nl": "Het werkt nog goed."}))] if answers.get("works") == "yes" else None


@hookimpl
def veto(item: Item, answers: Answers) -> list[Veto]:
    """Forbid what does not."""
    del item
    return [Veto(frozenset({Outcome.REUSE}), Reason("broken"))] if answers.get("works") == "no" else []


@hookimpl
def route(destinations: Sequence[Destination]) -> list[Route]:
    """Wish for the first container."""
    return [Route(destinations[0].id, 0.5, Reason("nearest"))]
