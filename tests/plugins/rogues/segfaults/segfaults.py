"""Native code of it crashes."""

import ctypes

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    ctypes.string_at(0)
