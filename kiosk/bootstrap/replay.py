"""Composition root of ``kiosk plugin replay``: recorded intakes, and a worker for each version."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from kiosk.bootstrap.places import places
from kiosk.bootstrap.plugins import plugin_site
from kiosk.domain.intake import Intake
from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.errors import NothingToReplay, PluginBroken
from kiosk.ports import Panel
from kiosk.services.replay import Replay, Replayed
from kiosk.settings import Settings

LEDGER = "ledger"
"""The word for this kiosk's own ledger."""
PATIENCE_S = 20.0


def replay(settings: Settings, version: Path, origin: str, against: Path | None, last: int) -> Iterator[Replayed]:
    """Yield the recorded intakes, oldest first, as the plugin version in the folder would have had them.

    :raises NothingToReplay: the origin holds no intakes.
    """
    from kiosk.plugin_host.manifest import read_manifest

    name = read_manifest(version).name
    intakes = recorded_intakes(settings, origin, last)
    with plugin_on_panel(settings, version) as panel:
        if against is None:
            yield from Replay(name, settings.deciding.policy, panel).run(intakes)
            return
        with plugin_on_panel(settings, against) as other:
            yield from Replay(name, settings.deciding.policy, panel, other).run(intakes)


@contextmanager
def plugin_on_panel(settings: Settings, folder: Path) -> Iterator[Panel]:
    """Run the worker of the plugin in the folder, with this kiosk's settings for it.

    :raises PluginBroken: it does not start, or not with these settings.
    """
    from kiosk.plugin_host.manifest import read_manifest
    from kiosk.plugin_host.panel import SocketPanel
    from kiosk.plugin_host.spawned import SpawnedWorkers

    manifest = read_manifest(folder)
    records = (PluginRecord(name=manifest.name, status=PluginStatus.READY, manifest=manifest),)
    with tempfile.TemporaryDirectory(prefix="kiosk-") as run, SpawnedWorkers(records, Path(run)) as workers:
        given = settings.plugins
        panel = SocketPanel(
            records,
            workers.sockets,
            settings=given,
            site=plugin_site(settings),
            patience_s=PATIENCE_S,
            restart=workers.restart,
            required=(),
        )
        try:
            panel.round()
            if (record := panel.records()[0]).status is not PluginStatus.RUNNING:
                raise PluginBroken(manifest.name, record.reason or record.last_fault)
            yield panel
        finally:
            panel.close()


def recorded_intakes(settings: Settings, origin: str, last: int) -> tuple[Intake, ...]:
    """Return the latest intakes of the ledger or of a file with one intake a line, oldest first.

    :raises NothingToReplay: there are none, or a line is none.
    """
    path = places(settings).ledger if origin == LEDGER else Path(origin)
    found = _of_ledger(path, last) if path.suffix == ".db" else _of_lines(path)[-last:]
    if not found:
        raise NothingToReplay(str(path), "no intake is recorded there")
    return found


def _of_ledger(path: Path, last: int) -> tuple[Intake, ...]:
    from kiosk.adapters.ledger.intakes import SqliteIntakes

    if not path.exists():
        raise NothingToReplay(str(path), "there is no such ledger")
    intakes = SqliteIntakes(path, source="")
    try:
        return tuple(reversed(intakes.latest(last)))
    finally:
        intakes.close()


def _of_lines(path: Path) -> tuple[Intake, ...]:
    decoder = msgspec.json.Decoder(Intake)
    intakes: list[Intake] = []
    try:
        for number, line in enumerate(path.read_bytes().splitlines(), 1):
            if line.strip():
                intakes.append(_decoded(decoder, line, f"{path} line {number}"))
    except OSError as error:
        raise NothingToReplay(str(path), str(error)) from error
    return tuple(intakes)


def _decoded(decoder: "msgspec.json.Decoder[Intake]", line: bytes, place: str) -> Intake:
    try:
        return decoder.decode(line)
    except ValueError as error:
        raise NothingToReplay(place, f"it is no intake ({error})") from error
