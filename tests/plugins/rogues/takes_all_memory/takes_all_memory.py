"""Wants four gigabytes."""

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    return [bytearray(4 << 30)]
