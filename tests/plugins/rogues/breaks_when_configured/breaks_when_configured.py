"""Does not take its settings."""

from kiosk.plugin_api import hookimpl


@hookimpl
def configure(settings, site):
    raise ValueError("the table is missing")


@hookimpl
def assess(item, answers):
    return []
