"""Writes an answer of its own making, for another request."""

import os
import stat

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    for descriptor in range(3, 32):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, b'{"answer":"said","id":1,"values":[{"opinions":[],"vetoes":[]}]}\n')
        except OSError:
            continue
    return []
