"""The hooks. They are methods, because the limits of the site must be kept somewhere."""

from collections.abc import Mapping

from kiosk.plugin_api import HAZARD, NO_HAZARD, Answers, Choice, Item, Problem, Question, QuestionKind, Site, Veto, hookimpl
from safety_stops.dangers import Dangers
from safety_stops.dangers import read as read_dangers
from safety_stops.streams import Streams
from safety_stops.streams import read as read_streams


class SafetyStops:
    """What the plugin says, by its two tables and the limits of the site."""

    def __init__(self) -> None:
        self._dangers: Dangers = read_dangers({})
        self._streams: Streams = read_streams()

    @hookimpl
    def configure(self, settings: Mapping[str, object], site: Site) -> None:
        """Take the years since which a danger is gone, where the site is sure of them."""
        del site
        self._dangers = read_dangers(settings)

    @hookimpl
    def self_check(self) -> list[Problem]:
        """Say which limit is off."""
        return [Problem(f"{each} is not set: asked about whatever the age.") for each in self._dangers.unset]

    @hookimpl
    def questions(self, item: Item, answers: Answers) -> list[Question]:
        """Ask one question about all dangers and own streams that the item can belong to, or none."""
        apart = self._streams.offered(item)
        if HAZARD in answers or not (apart or self._dangers.makes_ask(item)):
            return []
        words = self._dangers.words
        choices = (Choice(NO_HAZARD, words["none"], "cross"), *self._dangers.offered(item), *apart)
        title = words["with_streams"] if apart else words["texts"]
        return [Question(HAZARD, QuestionKind.HAZARD, title, choices, words["pictogram"], unsure=True)]

    @hookimpl
    def veto(self, answers: Answers) -> list[Veto]:
        """Strike everything for a danger or a doubt about one, reuse and repair for what has its own stream.

        An answer counts whatever the item is: staff may report a danger before anybody knows.
        """
        seen = answers.get(HAZARD, NO_HAZARD)
        if seen == NO_HAZARD:
            return []
        return [self._streams.vetoes.get(seen) or self._dangers.veto(seen)]
