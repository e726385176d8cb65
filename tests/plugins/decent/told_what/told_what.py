"""A plugin with settings: it says what it was told."""

from kiosk.plugin_api import Opinion, Outcome, Problem, Reason, hookimpl


class ToldWhat:
    """Remembers its settings, and how often it got them."""

    def __init__(self):
        self.times = 0

    @hookimpl
    def configure(self, settings, site):
        self.times += 1
        self.told = f"{settings['colour']} at {site.name}, told {self.times} time(s)"

    @hookimpl
    def self_check(self):
        return [Problem("The colour is odd.")]

    @hookimpl
    def assess(self, item, answers):
        return [Opinion(Outcome.REPAIR, 0.6, Reason("told", {"nl": self.told}))]


PLUGIN = ToldWhat()
