"""Fills its temporary folder with one file."""

import tempfile

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    with tempfile.TemporaryFile() as file:
        file.truncate(1 << 40)
        return []
