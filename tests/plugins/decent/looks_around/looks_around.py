"""A plugin that says what is loaded in its process beside the standard library."""

import sys

from kiosk.plugin_api import Opinion, Outcome, Reason, hookimpl


@hookimpl
def assess() -> list[Opinion]:
    """Name every foreign module, one voice each."""
    foreign = [each for each in sys.modules if each.partition(".")[0] not in sys.stdlib_module_names]
    return [Opinion(Outcome.REUSE, 1.0, Reason("loaded", {"nl": each})) for each in foreign]
