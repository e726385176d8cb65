"""Staff on disk: the people this kiosk knows, their PINs' hashes, and how often a PIN was wrong.

Three small files that survive a power cut whole, apart from the ledger: a new ledger keeps
the people. The hub's people come with its ``staff`` dataset and win over this kiosk's own.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import msgspec
import structlog

from kiosk.adapters.durable_file import replace_durably
from kiosk.domain.staff import StaffMember
from kiosk.errors import StaffUnknown
from kiosk.ports import Tries

PEOPLE, TRIES = "staff.json", "pin-tries.json"
MODE = 0o600
log = structlog.get_logger()


class StaffFile:
    """The people of this kiosk and those of the hub's dataset."""

    def __init__(self, state: Path, from_hub: Callable[[], Iterable[StaffMember]] = tuple) -> None:
        """Take the state folder, and who returns the hub's people."""
        self._path = state / PEOPLE
        self._from_hub = from_hub
        self._stamp = (0, 0)
        self._own: dict[str, StaffMember] = {}

    def members(self) -> tuple[StaffMember, ...]:
        """Return everybody, by name."""
        self._refresh()
        together = self._own | {each.id: _with_own_pin(each, self._own) for each in self._from_hub()}
        return tuple(sorted(together.values(), key=lambda each: (each.name, each.id)))

    def own(self) -> tuple[StaffMember, ...]:
        """Return those of this kiosk's own file."""
        self._refresh()
        return tuple(self._own.values())

    def keep(self, member: StaffMember) -> None:
        """Keep a person, in place of what was known of that id."""
        self._refresh()
        self._write({**self._own, member.id: member})

    def forget(self, member_id: str) -> None:
        """Forget a person of this kiosk's own file.

        :raises StaffUnknown: nobody there has that id.
        """
        self._refresh()
        if member_id not in self._own:
            raise StaffUnknown(member_id)
        self._write({each.id: each for each in self._own.values() if each.id != member_id})

    def renew_pin(self, member: StaffMember, pin_hash: str) -> None:
        """Keep a new hash of the same PIN; a PIN that is the hub's, or was set anew meanwhile, stays."""
        self._refresh()
        found = self._own.get(member.id)
        if found and found.pin == member.pin:
            self.keep(replace(found, pin=pin_hash))

    def _write(self, people: dict[str, StaffMember]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        replace_durably(self._path, msgspec.json.encode(list(people.values())), MODE)

    def _refresh(self) -> None:
        """Read the file again when it has changed; a broken one leaves the last good one in use."""
        try:
            found = self._path.stat()
        except OSError:
            self._stamp, self._own = (0, 0), {}
            return
        stamp = (found.st_mtime_ns, found.st_ino)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._own = {each.id: each for each in msgspec.json.decode(self._path.read_bytes(), type=tuple[StaffMember, ...])}
        except (OSError, ValueError):
            log.error("staff.unusable", file=PEOPLE, instead="the last good one")  # noqa: TRY400 - its content names people


class PinTriesFile:
    """Wrong PINs on disk."""

    def __init__(self, state: Path) -> None:
        self._path = state / TRIES

    def read(self) -> Tries:
        """Return the count as it was last written; a damaged file counts as many wrong ones."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Tries)
        except FileNotFoundError:
            return Tries()
        except (OSError, ValueError):
            log.warning("pin_tries.unusable", instead="a wait")
            return Tries(count=5, wait_s=30.0)

    def write(self, tries: Tries) -> None:
        """Keep the count; when this returns, it is on the medium."""
        replace_durably(self._path, msgspec.json.encode(tries), MODE)


class Argon2Pins:
    """PINs by Argon2id: 7 MiB and five rounds, since the desk has 80 MB for everything.

    Of the settings OWASP's Password Storage Cheat Sheet holds for equally strong (19 MiB and two
    rounds, 12 and three, 9 and four, 7 and five) this is the one that takes least memory.
    """

    def __init__(self) -> None:
        from argon2 import PasswordHasher  # loads a C library: only the desk and `kiosk staff` need it

        self._hasher = PasswordHasher(time_cost=5, memory_cost=7 * 1024, parallelism=1)

    def hash(self, pin: str) -> str:
        """Return what may be written down of a PIN."""
        return self._hasher.hash(pin)

    def fits(self, pin_hash: str, pin: str) -> bool:
        """Tell whether the PIN is the one that was hashed; a hash that cannot be read fits none."""
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return self._hasher.verify(pin_hash, pin)
        except (VerificationError, InvalidHashError):
            return False

    def is_dated(self, pin_hash: str) -> bool:
        """Tell whether a hash that a PIN fits was made with other settings than new ones are."""
        return self._hasher.check_needs_rehash(pin_hash)


def _with_own_pin(member: StaffMember, own: dict[str, StaffMember]) -> StaffMember:
    """Return the hub's word on a person; a PIN set at this kiosk stays where the hub sends none."""
    known = own.get(member.id)
    return replace(member, pin=known.pin) if known and not member.pin else member
