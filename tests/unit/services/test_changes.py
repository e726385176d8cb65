"""Every change of people, tags and plugins is told, under the id of who made it, and none twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from fakes import HandClock

from kiosk.adapters.changes_file import ChangesFile
from kiosk.adapters.staff_files import StaffFile
from kiosk.bootstrap.changes import looks
from kiosk.contract.events import Happening
from kiosk.contract.happened import fault_of
from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.domain.staff import StaffMember
from kiosk.domain.tag_role import TagMeaning, TagRole
from kiosk.errors import LedgerUnwritable
from kiosk.services.changes import LOOK_EVERY_S, Changes

BADGE_MARK = "ab" * 32


class Site:
    """A kiosk's people, tags and plugins, and what was told of them."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.told, self.is_full = folder, HandClock(), list[Happening](), False
        self.people = StaffFile(folder)
        self.links: dict[str, TagMeaning] = {}
        self.plugins = [PluginRecord(name="recalls", status=PluginStatus.RUNNING, seal="1" * 64)]
        self.people.keep(StaffMember(id="s1", name="Amina"))
        self.desk = self.started()
        self.desk.turn()

    def started(self) -> Changes:
        """Return the desk's watch as it is after a start."""
        look = looks(self.people.own, lambda: self.links, lambda: self.plugins)
        return Changes(look, ChangesFile(self.folder / "changes.json"), self._tell, self.clock)

    def later(self) -> list[tuple[object, ...]]:
        """Return what is told at the next look: name, change, by."""
        self.clock.wait(LOOK_EVERY_S)
        self.desk.turn()
        return self.said()

    def said(self) -> list[tuple[object, ...]]:
        return [(each.data["name"], each.data["change"], each.data["by"]) for each in self.told]

    def _tell(self, happenings: Sequence[Happening]) -> None:
        if self.is_full:
            raise LedgerUnwritable("disk full")
        self.told += happenings


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_what_is_there_from_the_start_is_no_change(site: Site) -> None:
    assert site.later() == []


def test_a_command_is_told_as_the_operators(site: Site) -> None:
    """Somebody is added, gets a PIN, leaves; a plugin's code is approved anew or switched off."""
    site.people.keep(StaffMember(id="s2", name="Els", is_supervisor=True))
    assert site.later() == [("s2", "added", "operator")]
    site.people.keep(StaffMember(id="s2", name="Els", is_supervisor=True, pin="$argon2id$"))
    site.people.forget("s1")
    site.plugins = [PluginRecord(name="recalls", status=PluginStatus.DISABLED, seal="2" * 64)]

    assert site.later()[1:] == [("recalls", "changed", "operator"), ("s1", "removed", "operator"), ("s2", "changed", "operator")]


def test_what_a_supervisor_does_is_told_at_once_under_the_id(site: Site) -> None:
    """And what somebody did by a command just before is not laid at the supervisor's door."""
    site.people.keep(StaffMember(id="s2", name="Bart"))
    with site.desk.made_by("s9"):
        site.links[BADGE_MARK] = TagMeaning(TagRole.BADGE, "s2")

    assert site.said() == [("s2", "added", "operator"), ("badge:s2", "added", "staff:s9")]
    assert site.later() == site.said()


def test_no_name_no_pin_and_no_mark_travels(site: Site) -> None:
    site.links[BADGE_MARK] = TagMeaning(TagRole.BADGE, "s2")
    site.people.keep(StaffMember(id="s2", name="Bartholomeus", pin="$argon2id$secret"))
    site.later()

    everything = f"{site.told}{(site.folder / 'changes.json').read_text()}"
    assert "Bartholomeus" not in everything
    assert "secret" not in everything
    assert BADGE_MARK not in str(site.told)


def test_the_tag_of_an_item_is_no_change_of_the_kiosk(site: Site) -> None:
    """It has an event of its own."""
    site.links[BADGE_MARK] = TagMeaning(TagRole.ITEM, "LV2-004172-K")

    assert site.later() == []


def test_a_change_while_the_desk_was_down_is_told_at_its_start(site: Site) -> None:
    site.people.forget("s1")
    site.desk = site.started()

    assert site.later() == [("s1", "removed", "operator")]


def test_what_a_full_disk_did_not_keep_is_told_later(site: Site) -> None:
    site.people.forget("s1")
    site.is_full = True
    assert site.later() == []
    site.is_full = False

    assert site.later() == [("s1", "removed", "operator")]


def test_a_damaged_memory_is_a_first_look(site: Site) -> None:
    (site.folder / "changes.json").write_bytes(b"{")
    site.desk = site.started()

    assert site.later() == []


def test_the_event_fits_its_schema(site: Site) -> None:
    import json

    site.people.forget("s1")
    site.later()

    assert fault_of(site.told[0].type, json.dumps(dict(site.told[0].data)).encode()) == ""
