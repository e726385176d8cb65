"""Says itself that it cannot work."""

from kiosk.plugin_api import Problem, hookimpl


@hookimpl
def self_check():
    return [Problem("The dataset of 2019 is missing; fetch it.", fatal=True)]


@hookimpl
def assess(item, answers):
    return []
