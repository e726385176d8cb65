"""Implements a hook that does not exist."""

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    return []


@hookimpl
def ponder(item):
    return []
