"""Answers differently each time, which only 'kiosk plugin check' can tell."""

import itertools

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl

_TURN = itertools.count()


@hookimpl
def assess(item, answers):
    return [Opinion(list(Outcome)[next(_TURN) % 3], 0.9, Reason("mood"))]
