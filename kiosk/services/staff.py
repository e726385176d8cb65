"""Who works at the counter: people name themselves by their sign or badge.

This identifies and does not authenticate: a sign can be tapped by anybody and a badge can
be cloned. What is done afterwards stands in the trail under the person's id.
"""

import hashlib
from collections.abc import Callable

import structlog

from kiosk.domain.staff import StaffId, StaffMember
from kiosk.errors import StaffUnknown
from kiosk.ports import Clock, StaffList

SIGNED_IN_S = 3600.0
"""Who has gone home without a word is named no longer than this after the last reading or tap."""
log = structlog.get_logger()


class Nobody:
    """The list of a site that has named no people."""

    def members(self) -> tuple[StaffMember, ...]:
        """Return nobody."""
        return ()


class Staff:
    """Knows who is signed in."""

    def __init__(self, people: StaffList, clock: Clock, show: Callable[[], None] = lambda: None) -> None:
        """Take the list of people, and who is told that a screen has something new to show."""
        self._people = people
        self._clock = clock
        self._show = show
        self._signed_in = ""
        self._active_s = 0.0

    def members(self) -> tuple[StaffMember, ...]:
        """Return everybody who may sign in, by name."""
        return self._people.members()

    def member(self, member_id: StaffId) -> StaffMember:
        """Return one person.

        :raises StaffUnknown: nobody has that id.
        """
        found = next((each for each in self.members() if each.id == member_id), None)
        if found is None:
            raise StaffUnknown(member_id)
        return found

    def name_of(self, member_id: StaffId) -> str:
        """Return a person's name, for this kiosk's screens only; the id where nobody knows it any more."""
        return next((each.name for each in self.members() if each.id == member_id), member_id)

    def named(self, badge_name: str) -> StaffMember:
        """Return the person a badge names, by id or by name; one whom the list lacks gets an id made from the name."""
        by_id = next((each for each in self.members() if badge_name in {each.id, each.name}), None)
        return by_id or StaffMember(id="p-" + hashlib.sha256(badge_name.encode()).hexdigest()[:8], name=badge_name)

    @property
    def person(self) -> StaffMember | None:
        """Who is signed in; None for nobody."""
        is_recent = self._clock.now().boot_s - self._active_s < SIGNED_IN_S
        return self.named(self._signed_in) if self._signed_in and is_recent else None

    @property
    def acting(self) -> StaffId:
        """The id of who is signed in, for the trail; empty for nobody."""
        return person.id if (person := self.person) else ""

    def sign_in(self, member: StaffMember) -> None:
        """Let a person be named from now on."""
        self._signed_in = member.id if member in self.members() else member.name
        self._active_s = self._clock.now().boot_s
        log.info("staff.signed_in", staff=member.id)
        self._show()

    def sign_out(self) -> None:
        """Name nobody any more."""
        self._signed_in = ""
        self._show()

    def act(self) -> None:
        """Count the hour from now, as somebody does something; forget who was signed in too long ago."""
        if self.person is None:
            self._signed_in = ""
        self._active_s = self._clock.now().boot_s
