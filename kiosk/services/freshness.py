"""What datasets mean for the counter: an expired safety dataset blocks reuse, a changed one restarts its plugins.

A safety dataset is one that a critical plugin names. When it has expired, the counter goes on
as if a safety plugin were silent: recycling stays open, nothing is kept for reuse.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.domain.moment import Moment
from kiosk.domain.opinion import Abstention, Cause
from kiosk.domain.plugin import REQUIRED, PluginRecord
from kiosk.domain.today import NO_DAY, Today
from kiosk.errors import DatasetExpired
from kiosk.ports import Clock, KeptDataset, Panel, Round


@dataclass(slots=True)
class Freshness:
    """Looks at the datasets this kiosk has, for the plugins that read them."""

    kept: Callable[[], Mapping[str, KeptDataset]]
    records: Sequence[PluginRecord]
    clock: Clock
    _versions: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take what is there now as known to every plugin."""
        self._versions = self._etags()

    def expired(self) -> dict[str, str]:
        """Return a sentence with its code for each safety dataset that must not be relied on any more."""
        kept, now = self.kept(), self.clock.now()
        faults = {
            name: DatasetExpired(name, each.expires)
            for name, each in kept.items()
            if each.expires and name in self._safety() and _s(each.expires) < _not_before(now, kept.values())
        }
        return {name: f"{fault} ({fault.code})" for name, fault in faults.items()}

    def silences(self) -> tuple[Abstention, ...]:
        """Return each expired safety dataset as the decision takes a silent safety plugin."""
        return tuple(Abstention(name, Cause.OFF, critical=True, detail=sentence[:120]) for name, sentence in self.expired().items())

    def outdated(self) -> tuple[str, ...]:
        """Return the plugins whose datasets are others than when this was asked last: they must read them again."""
        now = self._etags()
        changed = {name for name in now.keys() | self._versions.keys() if now.get(name) != self._versions.get(name)}
        self._versions = now
        return tuple(each.name for each in self.records if changed & _named(each))

    def _etags(self) -> dict[str, str]:
        return {name: each.etag for name, each in self.kept().items() if each.etag}

    def _safety(self) -> Collection[str]:
        critical = [each for each in self.records if each.manifest and (each.manifest.critical or each.name in REQUIRED)]
        return {name for each in critical for name in _named(each)}


@dataclass(frozen=True, slots=True)
class FreshPanel:
    """The panel, with expired safety datasets among the silent from the first question on."""

    panel: Panel
    freshness: Freshness

    def round(self, silent: Sequence[Abstention] = (), today: Today = NO_DAY) -> Round:
        """Begin a turn."""
        return self.panel.round((*self.freshness.silences(), *silent), today)

    def records(self) -> tuple[PluginRecord, ...]:
        """Return how each plugin is doing."""
        return self.panel.records()


def _named(record: PluginRecord) -> set[str]:
    return set(record.manifest.datasets) if record.manifest and record.is_usable else set()


def _not_before(now: Moment, kept: Iterable[KeptDataset]) -> float:
    """Return the time; a clock that shows one before the newest dataset was published is behind at least that much."""
    return max([now.wall_s, *(_s(each.published) for each in kept if each.published)])


def _s(when: str) -> float:
    return datetime.fromisoformat(when).timestamp()
