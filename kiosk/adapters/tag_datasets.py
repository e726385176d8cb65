"""What the hub says of tags: ``tags.json`` and ``staff.json`` in the registry folder, read again when they change.

Both may carry the site's key, with which UIDs become marks. Staff's badges come as marks
only; other tags come as marks or as UIDs. A file that is broken leaves the last good one in use.
"""

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path

import msgspec
import structlog

from kiosk.domain.staff import StaffMember
from kiosk.domain.tag_role import Mark, TagMeaning, TagRole

TAGS, STAFF = "tags.json", "staff.json"
SHORTEST_KEY_BYTES = 16
log = structlog.get_logger()


class _Tag(msgspec.Struct, frozen=True):
    role: TagRole
    name: str
    uid: str = ""
    mark: str = ""


class _Badge(msgspec.Struct, frozen=True):
    name: str
    badge: str = ""
    id: str = ""
    sign: str = "person"
    supervisor: bool = False
    pin: str = ""


class _File(msgspec.Struct, frozen=True):
    site_key: str = ""
    tags: tuple[_Tag, ...] = ()
    staff: tuple[_Badge, ...] = ()


def mark_of(key: bytes, uid: bytes) -> Mark:
    """Return the mark of a UID under a key."""
    return hmac.new(key, uid, hashlib.sha256).hexdigest()


class TagDatasets:
    """The hub's word on tags, as far as it has come."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamps: dict[str, tuple[int, int]] = {}
        self._files: dict[str, _File] = {}
        self._meanings: dict[Mark, TagMeaning] = {}
        self.key: bytes | None = None
        """The site's key; None until the hub has sent it."""

    def meanings(self) -> Mapping[Mark, TagMeaning]:
        """Return what each tag stands for by its mark, up to date with the files."""
        if self._refreshed(TAGS) | self._refreshed(STAFF):  # both are looked at
            self._combine()
        return self._meanings

    def people(self) -> tuple[StaffMember, ...]:
        """Return the people the hub names with an id."""
        self.meanings()
        staff = (each for file in self._files.values() for each in file.staff if each.id)
        return tuple(StaffMember(id=each.id, name=each.name, sign=each.sign, is_supervisor=each.supervisor, pin=each.pin) for each in staff)

    def _refreshed(self, name: str) -> bool:
        """Read a file that has changed; tell whether it is another one now."""
        stamp = _stamp(self._folder / name)
        if stamp == self._stamps.get(name, (0, 0)):
            return False
        self._stamps[name] = stamp
        try:
            self._files[name] = _checked((self._folder / name).read_bytes())
        except FileNotFoundError:
            self._files.pop(name, None)
        except (OSError, ValueError) as error:
            log.error("dataset.unusable", dataset=name, why=str(error), instead="the last good one")  # noqa: TRY400 - its content may name staff
            return False
        return True

    def _combine(self) -> None:
        files = list(self._files.values())
        self.key = next((bytes.fromhex(each.site_key) for each in files if each.site_key), None)
        badges = {each.badge: TagMeaning(TagRole.BADGE, each.id or each.name) for file in files for each in file.staff if each.badge}
        self._meanings = badges | {
            mark: TagMeaning(each.role, each.name) for file in files for each in file.tags if (mark := self._mark(each))
        }

    def _mark(self, tag: _Tag) -> Mark:
        return tag.mark if tag.mark or self.key is None else mark_of(self.key, bytes.fromhex(tag.uid))


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError:
        return (0, 0)
    return (found.st_mtime_ns, found.st_size)


def _checked(content: bytes) -> _File:
    """Return a file's content; a badge by its UID, which nobody may write down, makes the file unusable."""
    file = msgspec.json.decode(content, type=_File)
    if any(each.role is TagRole.BADGE and each.uid for each in file.tags):
        raise ValueError("a badge is given by its UID; it must be given by its mark")
    if file.site_key and len(bytes.fromhex(file.site_key)) < SHORTEST_KEY_BYTES:
        raise ValueError(f"the site's key has less than {SHORTEST_KEY_BYTES} bytes")
    for each in file.tags:
        bytes.fromhex(each.uid)
    return file
