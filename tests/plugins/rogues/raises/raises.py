"""Has a bug."""

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    raise KeyError("no such thing")
