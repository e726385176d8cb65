"""A plugin in the test's own process: quick, and a debugger can step into it.

What it says is heard exactly as the kiosk hears it from a worker: through JSON, in the
promised types, with cleaned texts. An exception comes out as it is.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Raw

from kiosk.domain.destination import Destination, Route
from kiosk.domain.item import Identification, Item
from kiosk.domain.opinion import Abstention, Judgement, Opinion, Veto
from kiosk.domain.plugin import Manifest, PluginRecord, PluginStatus
from kiosk.domain.question import Answers, Question
from kiosk.domain.reading import Reading
from kiosk.domain.today import NO_DAY, Today
from kiosk.domain.verdict import Verdict
from kiosk.errors import AnswerInvalid
from kiosk.plugin_api.site import Problem
from kiosk.plugin_host.discovery import check_settings
from kiosk.plugin_host.hearing import Hearing
from kiosk.plugin_host.loaded import LoadedPlugin, load
from kiosk.plugin_host.manifest import read_manifest
from kiosk.plugin_host.protocol import Ask, Configure, Direct, Identify, Judge, Questions, SelfCheck, values_of
from kiosk.plugin_host.samples import site_of

_Heard = TypeVar("_Heard")
NOTHING: Mapping[str, str] = {}


class InlinePlugin:
    """The plugin of a folder, with the settings' defaults until `configure` is called."""

    def __init__(self, folder: Path) -> None:
        self.manifest = read_manifest(folder)
        self.name = self.manifest.name
        self._loaded = _configured(self.manifest, {})
        self.today = NO_DAY
        """The day it is asked on; a test sets it."""

    def configure(self, **settings: object) -> None:
        """Give it settings as a site would; what is not named keeps its default.

        :raises PluginSettings: the manifest has no such setting, or of another type.
        """
        self._loaded = _configured(self.manifest, settings)

    def self_check(self) -> tuple[Problem, ...]:
        """Return what it finds wrong with itself."""
        return self._heard("self_check", SelfCheck(), Hearing.problems)

    def identify(self, *readings: Reading) -> tuple[Identification, ...]:
        """Return what it says the thing is."""
        return self._heard("identify", Identify(readings, self.today), Hearing.identifications)

    def questions(self, item: Item, answers: Answers = NOTHING) -> tuple[Question, ...]:
        """Return what it would like to know."""
        return self._heard("questions", Questions(item, dict(answers), self.today), Hearing.questions)

    def assess(self, item: Item, answers: Answers = NOTHING) -> tuple[Opinion, ...]:
        """Return its opinions."""
        return self.judge(item, answers).opinions

    def veto(self, item: Item, answers: Answers = NOTHING) -> tuple[Veto, ...]:
        """Return its vetoes."""
        return self.judge(item, answers).vetoes

    def judge(self, item: Item, answers: Answers = NOTHING) -> Judgement:
        """Return both, as the kiosk asks for them."""
        return self._heard("assess and veto", Judge(item, (dict(answers),), self.today), lambda hearing, said: hearing.judgements(said, 1))[
            0
        ]

    def route(self, item: Item, verdict: Verdict, destinations: Sequence[Destination]) -> tuple[Route, ...]:
        """Return its wishes where the item should go."""
        known = frozenset(each.id for each in destinations)
        return self._heard(
            "route", Direct(item, verdict, tuple(destinations), self.today), lambda hearing, said: hearing.routes(said, known)
        )

    def _heard(self, hook: str, ask: Ask, take: Callable[[Hearing, Raw], _Heard]) -> _Heard:
        said = self._loaded.answer(ask)
        try:
            return take(Hearing(self.name), values_of(said))
        except (ValueError, TypeError, RecursionError) as error:
            raise AnswerInvalid(self.name, hook, str(error)) from error


class InlineRound:
    """A turn around plugins of this process; nobody is ever late."""

    def __init__(self, plugins: Sequence[InlinePlugin], silent: Sequence[Abstention]) -> None:
        self._plugins = plugins
        self.silent = tuple(silent)

    def identify(self, readings: Sequence[Reading]) -> tuple[Identification, ...]:
        """Ask what the thing is."""
        return tuple(said for each in self._plugins for said in each.identify(*readings))

    def questions(self, item: Item, answers: Answers) -> tuple[Question, ...]:
        """Ask what plugins would like to know; of one id the first question is asked."""
        said = [question for each in self._plugins for question in each.questions(item, answers)]
        return tuple({each.id: each for each in reversed(said)}[name] for name in dict.fromkeys(each.id for each in said))

    def judge(self, item: Item, answer_sets: Sequence[Answers]) -> tuple[Judgement, ...]:
        """Ask for opinions and vetoes under each set of answers."""
        return tuple(_united([each.judge(item, answers) for each in self._plugins]) for answers in answer_sets)

    def route(self, item: Item, verdict: Verdict, destinations: Sequence[Destination]) -> tuple[Route, ...]:
        """Ask for wishes where it should go."""
        return tuple(said for each in self._plugins for said in each.route(item, verdict, destinations))


class InlinePanel:
    """Implements the port Panel without processes."""

    def __init__(self, plugins: Sequence[InlinePlugin]) -> None:
        self._plugins = tuple(plugins)

    def round(self, silent: Sequence[Abstention] = (), today: Today = NO_DAY) -> InlineRound:
        """Begin a turn."""
        for each in self._plugins:
            each.today = today
        return InlineRound(self._plugins, silent)

    def records(self) -> tuple[PluginRecord, ...]:
        """Return the plugins, all running."""
        return tuple(PluginRecord(name=each.name, status=PluginStatus.RUNNING, manifest=each.manifest) for each in self._plugins)


def _configured(manifest: Manifest, settings: Mapping[str, object]) -> LoadedPlugin:
    """Return the plugin with its hooks taken up afresh: they are configured once."""
    values = dict(check_settings(manifest, settings))
    plugin = load(manifest)
    # Loading puts the folder in front each time; a test process loads often.
    sys.path[:] = dict.fromkeys(sys.path)
    plugin.answer(Configure(values, site_of(manifest)))
    return plugin


def _united(judgements: Sequence[Judgement]) -> Judgement:
    opinions = tuple(each for judgement in judgements for each in judgement.opinions)
    return Judgement(opinions, tuple(each for judgement in judgements for each in judgement.vetoes))
