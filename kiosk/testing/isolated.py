"""A plugin in a worker process of its own, as on the kiosk: with its deadline, its restarts and its silence."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.destination import Destination, Route
from kiosk.domain.item import Identification, Item
from kiosk.domain.opinion import Abstention, Judgement, Opinion, Veto
from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.domain.question import Answers, Question
from kiosk.domain.reading import Reading
from kiosk.domain.verdict import Verdict
from kiosk.plugin_host.manifest import read_manifest
from kiosk.plugin_host.panel import SocketPanel
from kiosk.plugin_host.samples import site_of
from kiosk.plugin_host.spawned import SpawnedWorkers
from kiosk.testing.inline import NOTHING

PATIENCE_S = 20.0
"""How long the first question waits for the worker to start."""


class IsolatedPlugin:
    """Asks the worker; `silent` says who did not answer the last question, and why."""

    def __init__(self, panel: SocketPanel) -> None:
        self._panel = panel
        self.silent: tuple[Abstention, ...] = ()

    def identify(self, *readings: Reading) -> tuple[Identification, ...]:
        """Return what it says the thing is."""
        turn = self._panel.round()
        said = turn.identify(readings)
        self.silent = turn.silent
        return said

    def questions(self, item: Item, answers: Answers = NOTHING) -> tuple[Question, ...]:
        """Return what it would like to know."""
        turn = self._panel.round()
        said = turn.questions(item, answers)
        self.silent = turn.silent
        return said

    def assess(self, item: Item, answers: Answers = NOTHING) -> tuple[Opinion, ...]:
        """Return its opinions."""
        return self.judge(item, answers).opinions

    def veto(self, item: Item, answers: Answers = NOTHING) -> tuple[Veto, ...]:
        """Return its vetoes."""
        return self.judge(item, answers).vetoes

    def judge(self, item: Item, answers: Answers = NOTHING) -> Judgement:
        """Return both, as the kiosk asks for them."""
        turn = self._panel.round()
        (said,) = turn.judge(item, [answers])
        self.silent = turn.silent
        return said

    def route(self, item: Item, verdict: Verdict, destinations: Sequence[Destination]) -> tuple[Route, ...]:
        """Return its wishes where the item should go."""
        turn = self._panel.round()
        said = turn.route(item, verdict, destinations)
        self.silent = turn.silent
        return said

    def record(self) -> PluginRecord:
        """Return how it is doing, as the supervisor's list shows it."""
        return self._panel.records()[0]


@contextmanager
def isolated_plugin(folder: Path, settings: Mapping[str, object] = NOTHING) -> Iterator[IsolatedPlugin]:
    """Run the worker of the plugin in the folder, and end it."""
    manifest = read_manifest(folder)
    records = (PluginRecord(name=manifest.name, status=PluginStatus.READY, manifest=manifest),)
    # Paths of sockets must be short; pytest's own folders are not.
    with tempfile.TemporaryDirectory(prefix="kiosk-") as run, SpawnedWorkers(records, Path(run)) as workers:
        given = {manifest.name: settings}
        panel = SocketPanel(
            records, workers.sockets, settings=given, site=site_of(manifest), patience_s=PATIENCE_S, restart=workers.restart, required=()
        )
        try:
            yield IsolatedPlugin(panel)
        finally:
            panel.close()
