"""All plugins of this kiosk behind sockets; nobody else talks to them.

The panel does not care who started a worker: a parent process, systemd, a partner in a
terminal. It connects when it needs one, says the settings, and asks.
"""

import itertools
import select
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from kiosk.domain.opinion import Abstention, Cause
from kiosk.domain.plugin import REQUIRED, PluginRecord, PluginStatus
from kiosk.domain.text import plain
from kiosk.domain.today import NO_DAY, Today
from kiosk.errors import PluginMissing, PluginSettings
from kiosk.plugin_api.site import Site
from kiosk.plugin_host.discovery import check_settings
from kiosk.plugin_host.line import Line
from kiosk.plugin_host.protocol import Configure, Request, SelfCheck, written
from kiosk.plugin_host.quarantine import Quarantine
from kiosk.plugin_host.seat import CHECKED, CONFIGURED, Seat, Stage
from kiosk.plugin_host.turn import Table, Turn

GREETING_S = 0.05
"""How long a turn waits for a worker that has just come back; not taken from the plugins' budget."""
LOOK_S = 0.01
RULES = Quarantine()
log = structlog.get_logger()


class SocketPanel:
    """Implements the ports Panel and Round over the workers' sockets.

    `budget_s` is what the plugins may take for one round. `patience_s`, from the making of
    the panel on, is how long the first rounds wait for workers that are still starting.
    `restart` is told the name of a plugin that may be stuck. Of the `required` plugins, one
    that is missing counts as a silent critical plugin.
    """

    def __init__(  # noqa: PLR0913 -- the composition root's one call; everything after the sockets is named
        self,
        records: Sequence[PluginRecord],
        sockets: Mapping[str, Path],
        *,
        settings: Mapping[str, Mapping[str, object]],
        site: Site,
        budget_s: float = 0.3,
        patience_s: float = 3.0,
        restart: Callable[[str], None] | None = None,
        quarantine: Quarantine = RULES,
        required: Collection[str] = REQUIRED,
    ) -> None:
        judged = [_with_settings(each, settings.get(each.name, {}), site) for each in records]
        seats = [
            Seat(record, record.manifest, Line(sockets.get(record.name, Path())), greeting, quarantine)
            for record, greeting in judged
            if record.is_usable and record.manifest
        ]
        seats.sort(key=lambda each: (not each.is_critical, each.name))
        self._lock = threading.RLock()
        self._table = Table(tuple(seats), self._lock, itertools.count(CHECKED + 1), budget_s, restart or _leave_alone)
        seated = {each.name for each in seats}
        missing = [PluginRecord(name=each, status=PluginStatus.INCOMPATIBLE, reason=_missing(each, records)) for each in required]
        unused = [record for record, _ in judged if not record.is_usable]
        found = {each.name for each in records}
        self._unused = (*unused, *(each for each in missing if each.name not in found))
        self._off = tuple(_off(each) for each in self._unused if each.name not in seated and _counts(each, required))
        self._patient_until_s = time.monotonic() + patience_s

    def round(self, silent: Sequence[Abstention] = (), today: Today = NO_DAY) -> Turn:
        """Begin a turn in which those already silent in this intake are not asked again."""
        with self._lock:
            self._welcome()
        return Turn(self._table, (*self._off, *silent), today)

    def tend(self) -> None:
        """Connect to workers that have come (back) and notice those that have left, without waiting."""
        with self._lock:
            for seat in self._table.seats:
                seat.tend()

    def records(self) -> tuple[PluginRecord, ...]:
        """Return how each plugin is doing, sorted by name; one that did not come while the kiosk started has that as its fault."""
        is_late = time.monotonic() > self._patient_until_s
        seated = (_missed(each.record()) if is_late and not each.was_met else each.record() for each in self._table.seats)
        return tuple(sorted([*seated, *self._unused], key=lambda each: each.name))

    def close(self) -> None:
        """Hang up on all workers; twice does no harm."""
        with self._lock:
            for seat in self._table.seats:
                seat.line.close()
                seat.stage = Stage.ABSENT

    def _welcome(self) -> None:
        """Wait a moment for workers that are taking their settings, and longer while the kiosk itself is starting."""
        deadline_s = time.monotonic() + GREETING_S
        self.tend()
        while expected := self._expected(time.monotonic(), deadline_s):
            select.select([each.line for each in expected if each.line.is_open], [], [], LOOK_S)
            for seat in expected:
                seat.tend()

    def _expected(self, now_s: float, deadline_s: float) -> list[Seat]:
        first = [each for each in self._table.seats if not each.was_met] if now_s < self._patient_until_s else []
        back = [each for each in self._table.seats if each.stage is Stage.GREETING] if now_s < deadline_s else []
        return [*first, *(each for each in back if each not in first)]


def _with_settings(record: PluginRecord, given: Mapping[str, object], site: Site) -> tuple[PluginRecord, bytes]:
    """Return the record as its settings leave it, and the greeting that tells the worker about them."""
    if not record.is_usable or not record.manifest:
        return record, b""
    try:
        settings = check_settings(record.manifest, given)
    except PluginSettings as error:
        log.warning("plugin.misconfigured", plugin=record.name, mistakes=error.mistakes)
        return replace(record, status=PluginStatus.MISCONFIGURED, reason=f"{error} ({error.code})"), b""
    own = site if record.manifest.datasets else replace(site, datasets="")
    return record, written(Request(CONFIGURED, Configure(settings, own))) + written(Request(CHECKED, SelfCheck()))


def _counts(record: PluginRecord, required: Collection[str]) -> bool:
    """Tell whether a plugin that is off makes safety fail closed; one the operator switched off does not."""
    is_critical = record.manifest is not None and record.manifest.critical and record.status is not PluginStatus.DISABLED
    return is_critical or record.name in required


def _missed(record: PluginRecord) -> PluginRecord:
    return replace(record, last_fault=record.last_fault or f"{Cause.DEAD}: its worker never came")


def _off(record: PluginRecord) -> Abstention:
    return Abstention(record.name, Cause.OFF, critical=True, detail=plain(record.reason))


def _missing(name: str, records: Sequence[PluginRecord]) -> str:
    error = PluginMissing(name, [each.name for each in records])
    return f"{error} ({error.code})"


def _leave_alone(_name: str) -> None:
    """Do nothing: a stuck worker ends itself after two seconds."""
