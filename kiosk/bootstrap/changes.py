"""What the desk looks at to tell the hub of changes: people, tags that are no item's, plugins."""

import hashlib
from collections.abc import Callable, Mapping, Sequence

import msgspec

from kiosk.bootstrap.places import Places
from kiosk.contract.events import Happening
from kiosk.domain.plugin import PluginRecord, PluginStatus
from kiosk.domain.staff import StaffMember
from kiosk.domain.tag_role import Mark, TagMeaning, TagRole
from kiosk.domain.thing import Thing
from kiosk.ports import Clock
from kiosk.services.changes import Changes
from kiosk.services.plugin_watch import PluginWatch
from kiosk.services.tags import Tags

_SHORT = 16


def told_by_themselves(
    tags: Tags, plugins: Callable[[], Sequence[PluginRecord]], tell: Callable[[Sequence[Happening]], None], where: Places, clock: Clock
) -> tuple[Callable[[], None], ...]:
    """Return what tells the hub of plugins that rest and of changes, to be called from time to time.

    From now on what is done with tags on the screen is told under the id of who did it.
    """
    from kiosk.adapters.changes_file import ChangesFile
    from kiosk.adapters.staff_files import StaffFile

    changes = Changes(looks(StaffFile(where.state).own, tags.linked, plugins), ChangesFile(where.changes), tell, clock)
    tags.made_by = changes.made_by
    return (PluginWatch(plugins, tell, clock).turn, changes.turn)


def looks(
    people: Callable[[], Sequence[StaffMember]],
    links: Callable[[], Mapping[Mark, TagMeaning]],
    plugins: Callable[[], Sequence[PluginRecord]],
) -> Callable[[], Mapping[str, Thing]]:
    """Return what looks at all of them; states are fingerprints, so that no name or PIN is copied."""

    def look() -> Mapping[str, Thing]:
        staff = {f"staff:{each.id}": Thing("staff", each.id, _print(each)) for each in people()}
        tags = {
            f"tag:{mark}": Thing("tag", f"{each.role}:{each.name}", "") for mark, each in links().items() if each.role is not TagRole.ITEM
        }
        return staff | tags | {f"plugin:{each.name}": _plugin(each) for each in plugins()}

    return look


def _plugin(record: PluginRecord) -> Thing:
    refused = record.status if record.status in {PluginStatus.DISABLED, PluginStatus.UNAPPROVED} else ""
    return Thing("plugin", record.name, f"{record.seal[:_SHORT]} {refused}".strip())


def _print(member: StaffMember) -> str:
    return hashlib.sha256(msgspec.json.encode(member)).hexdigest()[:_SHORT]
