"""A quarantine is told once, and again only when it begins again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from fakes import HandClock

from kiosk.contract.events import EventType, Happening
from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.errors import LedgerUnwritable
from kiosk.services.plugin_watch import PluginWatch

OUT = PluginRecord(name="repair_odds", status=PluginStatus.QUARANTINED, reason="three faults", last_fault="late")
WELL = PluginRecord(name="repair_odds", status=PluginStatus.RUNNING)


@dataclass
class Site:
    records: tuple[PluginRecord, ...] = (OUT,)
    told: list[Happening] = field(default_factory=list)
    full: bool = False

    def tell(self, happenings: Sequence[Happening]) -> None:
        if self.full:
            raise LedgerUnwritable("disk full")
        self.told += happenings


def watch_of(site: Site) -> PluginWatch:
    return PluginWatch(lambda: site.records, site.tell, HandClock())


def test_a_quarantine_is_told_once() -> None:
    site = Site()
    watch = watch_of(site)

    watch.turn()
    watch.turn()

    assert [(each.type, each.data) for each in site.told] == [
        (EventType.PLUGIN_QUARANTINED, {"plugin": "repair_odds", "version": "", "fault": "late"})
    ]


def test_a_second_quarantine_is_told_again() -> None:
    site = Site()
    watch = watch_of(site)
    watch.turn()
    site.records = (WELL,)
    watch.turn()
    site.records = (OUT,)

    watch.turn()

    assert len(site.told) == 2


def test_what_could_not_be_written_is_told_at_the_next_turn() -> None:
    site = Site(full=True)
    watch = watch_of(site)
    watch.turn()
    site.full = False

    watch.turn()

    assert len(site.told) == 1
