"""Datasets at both ends of a kiosk: delivery keeps them up to date, the desk minds how old they are."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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

OVERDUE_S = 600.0
"""How long datasets may wait for a queue that never empties."""


def renewing(settings: Settings, hub: "HttpHub", outbox: Outbox, publishing_key: str) -> Callable[[], None]:
    """Return what delivery does about datasets between two batches: nothing, unless it is time and events do not wait."""
    from kiosk.adapters.dataset_store import PRIVATE, DatasetStore
    from kiosk.services.subscription import Subscription

    where, named = places(settings), _named(plugin_records(settings))
    store = DatasetStore(where.datasets, where.registry, publishing_key)
    if not publishing_key:
        for name in named:
            store.note(name, f"{DatasetsUnkeyed()} ({DatasetsUnkeyed.code})")
        return lambda: None
    subscription = Subscription(hub, store, [*sorted(PRIVATE), *named], SystemClock(), settings.hub.datasets_every_s, hub.is_reachable)
    wished = _touched(where.datasets_wish)

    def renew() -> None:
        nonlocal wished
        if wished != (now := _touched(where.datasets_wish)):
            wished = now
            subscription.hurry()
        if subscription.is_due and (subscription.overdue_s > OVERDUE_S or not outbox.waiting(1, 1)):
            subscription.renew()

    return renew


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
    places(settings).datasets_wish.touch()


def _named(records: Sequence[PluginRecord]) -> list[str]:
    return sorted({name for each in records if each.is_usable and each.manifest for name in each.manifest.datasets})


def _touched(file: Path) -> int:
    return file.stat().st_mtime_ns if file.exists() else 0
