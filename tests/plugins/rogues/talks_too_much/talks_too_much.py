"""Says more than anybody can hear."""

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl


@hookimpl
def assess(item, answers):
    return [Opinion(Outcome.REUSE, 0.9, Reason("long", {"nl": "la" * 200_000}))]
