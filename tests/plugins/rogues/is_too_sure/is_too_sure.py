"""Is surer than sure, past the check of the value."""

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl


@hookimpl
def assess(item, answers):
    opinion = Opinion(Outcome.REUSE, 0.5, Reason("sure"))
    object.__setattr__(opinion, "confidence", 7.0)
    return [opinion]
