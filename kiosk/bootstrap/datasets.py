"""Datasets at both ends of a kiosk: delivery keeps them up to date, the desk minds how old they are."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.places import places
from kiosk.bootstrap.plugins import plugin_records
from kiosk.domain.plugin import PluginRecord
from kiosk.errors import DatasetsUnkeyed
from kiosk.ports import KeptDataset, Outbox
from kiosk.services.board import Board
from kiosk.services.desk import Desk
from kiosk.services.freshness import Freshness
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.adapters.hub_http import HttpHub
    from kiosk.services.subscription import Subscription

OVERDUE_S = 600.0
"""How long datasets may wait for a queue that never empties."""
AGAIN_S = 60.0
log = structlog.get_logger()


class Renewal:
    """What delivery does about datasets between two batches: nothing, unless it is time and events do not wait."""

    def __init__(self, settings: Settings, hub: "HttpHub", outbox: Outbox, publishing_key: str) -> None:
        self._settings = settings
        self._hub = hub
        self._outbox = outbox
        self._key = publishing_key
        self._wish = places(settings).datasets_wish
        self._wished = _touched(self._wish)
        self._clock = SystemClock()
        self._subscription: Subscription | None = None
        self._begin_s = 0.0

    def turn(self) -> None:
        """Renew what is due. A disk that takes no datasets is tried again later: events must not wait for it."""
        if self._subscription is None and self._clock.now().boot_s >= self._begin_s:
            self._begin_s = self._clock.now().boot_s + AGAIN_S
            try:
                self._subscription = self._begun()
            except OSError as error:
                log.error("dataset.no_place", why=str(error))  # noqa: TRY400 - the sentence says it
        if self._subscription:
            self._renew(self._subscription)

    def _begun(self) -> "Subscription":
        from kiosk.adapters.dataset_store import PRIVATE, DatasetStore
        from kiosk.services.subscription import Subscription

        where, named = places(self._settings), _named(plugin_records(self._settings))
        store = DatasetStore(where.datasets, where.registry, self._key)
        every_s = self._settings.hub.datasets_every_s
        if self._key:
            return Subscription(self._hub, store, [*sorted(PRIVATE), *named], self._clock, every_s, self._hub.is_reachable)
        for name in named:
            store.note(name, f"{DatasetsUnkeyed()} ({DatasetsUnkeyed.code})")
        return Subscription(self._hub, store, [], self._clock, every_s)

    def _renew(self, subscription: "Subscription") -> None:
        if self._wished != (now := _touched(self._wish)):
            self._wished = now
            subscription.hurry()
        if subscription.is_due and (subscription.overdue_s > OVERDUE_S or not self._outbox.waiting(1, 1)):
            subscription.renew()


def freshness_of(settings: Settings, records: Sequence[PluginRecord]) -> Freshness:
    """Return what the desk knows of its plugins' datasets."""
    return Freshness(lambda: kept_datasets(settings), records, SystemClock())


def mind(freshness: Freshness, board: Board, desk: Desk, restart: Callable[[str], None]) -> None:
    """Show what has expired; restart the plugins whose datasets changed, while nobody waits for a plugin."""
    board.age(freshness.expired())
    if desk.view().intake is None:
        for name in freshness.outdated():
            restart(name)


def kept_datasets(settings: Settings) -> Mapping[str, KeptDataset]:
    """Return what this kiosk has, by name."""
    from kiosk.adapters.dataset_store import read_list

    return read_list(places(settings).datasets)


def wish_for_datasets(settings: Settings) -> None:
    """Have delivery ask for newer datasets now."""
    wish = places(settings).datasets_wish
    wish.unlink(missing_ok=True)  # it may be another user's
    wish.touch()


def _named(records: Sequence[PluginRecord]) -> list[str]:
    return sorted({name for each in records if each.is_usable and each.manifest for name in each.manifest.datasets})


def _touched(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0
