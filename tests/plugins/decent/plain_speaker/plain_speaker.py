"""A plugin as it should be: every hook, nothing but what was promised."""

from kiosk.plugin_api import Choice, Identification, Opinion, Outcome, Question, QuestionKind, Reason, Route, Veto, hookimpl


@hookimpl
def identify(readings):
    return [Identification(category="kettle", brand=reading.text, confidence=0.9) for reading in readings]


@hookimpl
def questions(item, answers):
    yes, no = Choice("yes", {"nl": "Ja"}, "works"), Choice("no", {"nl": "Nee"}, "worksnot")
    return [Question("works", QuestionKind.YESNO, {"nl": "Werkt het nog?"}, (yes, no))]


@hookimpl
def assess(item, answers):
    return [Opinion(Outcome.REUSE, 0.9, Reason("works", {"nl": "Het werkt nog goed."}))] if answers.get("works") == "yes" else None


@hookimpl
def veto(item, answers):
    return [Veto(frozenset({Outcome.REUSE}), Reason("broken"))] if answers.get("works") == "no" else []


@hookimpl
def route(item, verdict, destinations):
    return [Route(destinations[0].id, 0.5, Reason("nearest"))]
