"""Leaves children behind that answer to nobody, and hangs in all of them."""

import os
import signal
import time

from kiosk.plugin_api import hookimpl


@hookimpl
def assess(item, answers):
    for _ in range(3):
        if os.fork() == 0:
            break
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        time.sleep(1)
