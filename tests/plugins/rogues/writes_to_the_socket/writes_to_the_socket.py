"""Finds the panel's connection among its descriptors and writes nonsense on it."""

import os
import stat

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    for descriptor in range(3, 32):
        try:
            if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
                os.write(descriptor, b"\x00\xff nonsense {]\n")
        except OSError:
            continue
    return []
