"""Starts a process that leaves its group and its parent, and goes on by itself."""

import os
import time

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl


@hookimpl
def assess(item, answers):
    told, tell = os.pipe()
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.write(tell, str(os.getpid()).encode())
            time.sleep(60)
        os._exit(0)
    os.wait()
    return [Opinion(Outcome.REUSE, 0.5, Reason(f"child.{os.read(told, 20).decode()}"))]
