"""Has not the hooks its manifest names."""

from kiosk.plugin_api import hookimpl


@hookimpl
def veto(item, answers):
    return []
