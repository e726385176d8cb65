"""Names its reason with markup."""

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl


@hookimpl
def assess(item, answers):
    return [Opinion(Outcome.REUSE, 0.9, Reason("<b>BIG</b>"))]
