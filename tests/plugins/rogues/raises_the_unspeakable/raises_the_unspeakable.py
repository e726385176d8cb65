"""Raises an exception that cannot even say what it is."""

from kiosk.plugin_api import hookimpl


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("hush")


@hookimpl
def assess(item, answers):
    raise Unspeakable
