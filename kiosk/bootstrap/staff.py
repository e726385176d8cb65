"""The people of this kiosk for commands: looked at and changed beside a running desk."""

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.bootstrap.places import places
from kiosk.domain.staff import StaffMember, is_weak
from kiosk.errors import PinTooWeak, StaffUnknown
from kiosk.settings import Settings

if TYPE_CHECKING:
    from kiosk.adapters.staff_files import StaffFile


def staff_members(settings: Settings) -> tuple[StaffMember, ...]:
    """Return the people of this kiosk's own list."""
    return _file(settings).own()


def add_member(settings: Settings, name: str, sign: str, *, is_supervisor: bool) -> StaffMember:
    """Add a person under a fresh id that tells nothing of the name; return the person."""
    from kiosk.adapters.staff_files import StaffFile

    where = places(settings)
    where.make()
    file = StaffFile(where.state)
    taken = {each.id for each in file.own()}
    fresh = next(drawn for drawn in iter(lambda: f"s{secrets.randbelow(9000) + 1000}", "") if drawn not in taken)
    member = StaffMember(id=fresh, name=name, sign=sign, is_supervisor=is_supervisor)
    file.keep(member)
    return member


def set_pin(settings: Settings, member_id: str, pin: str) -> StaffMember:
    """Set a person's PIN, and let the person be a supervisor.

    :raises PinTooWeak: it is short or easily guessed.
    :raises StaffUnknown: nobody of that id is in this kiosk's list.
    """
    from kiosk.adapters.staff_files import Argon2Pins

    if is_weak(pin):
        raise PinTooWeak
    file = _file(settings)
    found = next((each for each in file.own() if each.id == member_id), None)
    if found is None:
        raise StaffUnknown(member_id)
    changed = replace(found, pin=Argon2Pins().hash(pin), is_supervisor=True)
    file.keep(changed)
    return changed


def remove_member(settings: Settings, member_id: str) -> None:
    """Forget a person of this kiosk's own list.

    :raises StaffUnknown: nobody there has that id.
    """
    _file(settings).forget(member_id)


def _file(settings: Settings) -> "StaffFile":
    from kiosk.adapters.staff_files import StaffFile

    return StaffFile(places(settings).state)
