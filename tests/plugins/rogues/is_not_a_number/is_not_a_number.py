"""Is sure to a degree that is no number, past the check of the value."""

import math

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl


@hookimpl
def assess(item, answers):
    opinion = Opinion(Outcome.REUSE, 0.5, Reason("sure"))
    object.__setattr__(opinion, "confidence", math.nan)
    return [opinion]
