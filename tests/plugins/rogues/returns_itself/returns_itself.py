"""Returns what no JSON can hold."""

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    endless = []
    endless.append(endless)
    return endless
