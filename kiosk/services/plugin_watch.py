"""Tells the hub of a plugin that failed so often that it is asked nothing for a while."""

from collections.abc import Callable, Sequence

import structlog

from kiosk.contract.events import Happening
from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.errors import LedgerUnwritable
from kiosk.ports import Clock
from kiosk.services.happenings import quarantined

log = structlog.get_logger()


class PluginWatch:
    """Looks at the panel's list from time to time; each quarantine is told once."""

    def __init__(self, records: Callable[[], Sequence[PluginRecord]], tell: Callable[[Sequence[Happening]], None], clock: Clock) -> None:
        self._records = records
        self._tell = tell
        self._clock = clock
        self._told: frozenset[str] = frozenset()

    def turn(self) -> None:
        """Tell of plugins that are quarantined since the last turn; what could not be written is told at the next."""
        out = {each.name: each for each in self._records() if each.status is PluginStatus.QUARANTINED}
        new = [out[name] for name in sorted(out.keys() - self._told)]
        if new:
            try:
                self._tell([self._happening(each) for each in new])
            except LedgerUnwritable as fault:
                log.warning("quarantine.not_told", code=fault.code)
                return
        self._told = frozenset(out)

    def _happening(self, record: PluginRecord) -> Happening:
        version = record.manifest.version if record.manifest else ""
        return quarantined(record.name, version, record.last_fault or record.reason, self._clock.now())
