"""A plugin with settings: it says what it was told."""

from collections.abc import Mapping

from kiosk.plugin_api import Opinion, Outcome, Problem, Reason, Site, hookimpl


class ToldWhat:
    """Remembers its settings, and how often it got them."""

    def __init__(self) -> None:
        self.times = 0
        self.told = ""

    @hookimpl
    def configure(self, settings: Mapping[str, object], site: Site) -> None:
        """Remember."""
        self.times += 1
        self.told = f"{settings['colour']} at {site.name}{site.datasets}, told {self.times} time(s)"

    @hookimpl
    def self_check(self) -> list[Problem]:
        """Complain a little."""
        return [Problem("The colour is odd.")]

    @hookimpl
    def assess(self) -> list[Opinion]:
        """Say it."""
        return [Opinion(Outcome.REPAIR, 0.6, Reason("told", {"nl": self.told}))]


PLUGIN = ToldWhat()
