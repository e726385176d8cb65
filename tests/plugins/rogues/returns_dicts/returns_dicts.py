"""Returns what only looks like an opinion."""

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    return [{"outcome": "moon", "confidence": 0.9, "reason": {"code": "x"}}]
