"""A panel over real worker processes, for a few plugins at a time."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.plugin import PluginRecord
from kiosk.plugin_api import Site
from kiosk.plugin_host.approval import Approval
from kiosk.plugin_host.command import EVERYWHERE
from kiosk.plugin_host.discovery import find
from kiosk.plugin_host.lock import Lock
from kiosk.plugin_host.panel import SocketPanel
from kiosk.plugin_host.seal import seal_of
from kiosk.plugin_host.spawned import SpawnedWorkers

HERE = Path(__file__).parent
SITE = Site("Gent")
CHANGED = "changed_after_approval"


@dataclass
class Hosted:
    """A panel and the workers behind it."""

    panel: SocketPanel
    workers: SpawnedWorkers
    records: Sequence[PluginRecord]


Host = Callable[..., AbstractContextManager[Hosted]]


@pytest.fixture
def run_folder() -> Iterator[Path]:
    """A folder for sockets; pytest's own paths are longer than a socket's may be."""
    with tempfile.TemporaryDirectory(prefix="kiosk-") as folder:
        yield Path(folder)


@pytest.fixture
def found() -> dict[str, PluginRecord]:
    """Every plugin of these tests, by name: all approved as they are, but for the one that changed afterwards."""
    folders = [HERE / "decent", HERE / "rogues"]
    lock = Lock()
    for each in find(folders):
        if each.manifest:
            lock = lock.approving(each.name, "0" * 64 if each.name == CHANGED else seal_of(Path(each.manifest.folder)), "1.0.0")
    return {each.name: each for each in find(folders, approval=Approval(lock))}


@pytest.fixture
def host(run_folder: Path, found: dict[str, PluginRecord]) -> Host:
    """Start the named plugins and a panel over them, without safety_stops being required."""

    @contextmanager
    def hosting(*names: str, **options: Any) -> Iterator[Hosted]:
        records = [found[name] for name in names]
        with SpawnedWorkers(records, run_folder, grounds=options.pop("grounds", EVERYWHERE)) as workers:
            chosen = {"settings": {}, "site": SITE, "required": (), "patience_s": 20.0, "restart": workers.restart, **options}
            panel = SocketPanel(records, workers.sockets, **chosen)
            try:
                yield Hosted(panel, workers, records)
            finally:
                panel.close()

    return hosting
