"""Its text turns the line around, breaks it and goes on for ever; that is cleaned, not refused."""

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl


@hookimpl
def assess(item, answers):
    return [Opinion(Outcome.REUSE, 0.9, Reason("sly", {"nl": "goed\u202e\n\x1b[2J" + "x" * 500, "xx": "what?"}))]
