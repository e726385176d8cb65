"""Starts a process of its own that outlives its answer."""

import subprocess

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl


@hookimpl
def assess(item, answers):
    child = subprocess.Popen(["sleep", "60"])
    return [Opinion(Outcome.REUSE, 0.5, Reason(f"child.{child.pid}"))]
