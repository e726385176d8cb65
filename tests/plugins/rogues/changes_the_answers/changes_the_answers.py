"""Gives answers in the name of staff."""

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl


@hookimpl
def assess(item, answers):
    answers["works"] = "yes"
    return [Opinion(Outcome.REUSE, 0.9, Reason("sly"))]
