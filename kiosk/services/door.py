"""The door to the supervisor's pages: a badge says who, a PIN proves it, idleness closes it.

A badge can be cloned and a PIN can be seen, so both are needed. A visit is one browser at
the door, known by a random token in its cookie; the token changes when the door opens.
Wrong PINs are counted on disk before they are looked at: nobody gets fresh tries by pulling
the plug, and the wait grows from half a minute to a quarter of an hour.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import structlog

from kiosk.domain.moment import Moment
from kiosk.domain.staff import StaffMember
from kiosk.ports import Clock, Pins, PinTries, Tries

BADGE_S = 60.0
"""A badge that was laid down opens the PIN pad for so long."""
IDLE_S = 300.0
LONGEST_PIN = 12
FREE_TRIES = 5
FIRST_WAIT_S = 30.0
LONGEST_WAIT_S = 900.0
MOST_VISITS = 16
log = structlog.get_logger()


@dataclass(slots=True)
class Visit:
    """One browser at the door or inside."""

    token: str
    active_s: float
    digits: str = ""
    member: StaffMember | None = None
    """Who is inside."""
    at: str = ""
    """The page it looks at: looking at the same one again is not being active."""
    was_wrong: bool = False


class Refusal(StrEnum):
    """Why a badge opens nothing."""

    UNKNOWN = "unknown"
    NO_SUPERVISOR = "no_supervisor"
    NO_PIN = "no_pin"


@dataclass(frozen=True, slots=True)
class Laid:
    """What was laid down at the door, and when by the boot clock."""

    at_s: float
    member: StaffMember | None
    """Whose badge it is; None for a tag nobody knows."""

    @property
    def refusal(self) -> Refusal | None:
        """Why it opens nothing; None for a supervisor's badge."""
        if self.member is None:
            return Refusal.UNKNOWN
        if not self.member.is_supervisor:
            return Refusal.NO_SUPERVISOR
        return None if self.member.pin else Refusal.NO_PIN


class Door:
    """Lets supervisors in."""

    def __init__(self, pins: Pins, tries: PinTries, clock: Clock) -> None:
        self._pins = pins
        self._tries = tries
        self._clock = clock
        self._lock = threading.RLock()
        self._visits: OrderedDict[str, Visit] = OrderedDict()
        self._laid: Laid | None = None
        self.renew: Callable[[StaffMember, str], None] = lambda _member, _pin_hash: None
        """Who keeps the new hash of a PIN whose old one is dated; bootstrap sets it."""

    # -- at the door -------------------------------------------------------------------

    def show_badge(self, member: StaffMember) -> None:
        """Take note of a badge that was laid down; only a supervisor's with a PIN opens the pad."""
        with self._lock:
            self._laid = Laid(self._now_s(), member)

    def takes_stranger(self) -> bool:
        """Take a tag nobody knows for a badge, if somebody came to the door a moment ago; tell whether it was taken.

        It never takes the place of a badge that opens the pad.
        """
        with self._lock:
            now_s = self._now_s()
            if not any(each.member is None and now_s - each.active_s < BADGE_S for each in self._visits.values()):
                return False
            if self.badge is None:
                self._laid = Laid(now_s, None)
            return True

    @property
    def laid(self) -> Laid | None:
        """What was laid down a moment ago."""
        laid = self._laid
        return laid if laid and self._now_s() - laid.at_s < BADGE_S else None

    @property
    def badge(self) -> StaffMember | None:
        """The supervisor whose badge was laid down a moment ago."""
        laid = self.laid
        return laid.member if laid and laid.refusal is None else None

    def visit(self, token: str) -> Visit:
        """Return the visit of a cookie; a new one where there is none, or it was idle too long."""
        with self._lock:
            self._sweep()
            found = self._visits.get(token)
            return found or self._begin()

    def inside(self, token: str, page: str) -> Visit | None:
        """Return the visit of a supervisor who is inside, or None; another page than before counts as being active."""
        with self._lock:
            self._sweep()
            found = self._visits.get(token)
            if found is None or found.member is None:
                return None
            if page != found.at:
                found.at, found.active_s = page, self._now_s()
            return found

    def press(self, visit: Visit, key: str) -> None:
        """Take one key of the pad: a digit, or ``erase``."""
        with self._lock:
            visit.was_wrong, visit.active_s = False, self._now_s()
            visit.digits = "" if key == "erase" else (visit.digits + key)[:LONGEST_PIN]

    def open(self, visit: Visit) -> Visit | None:
        """Try the digits of the visit; return the visit inside, with another token, or None."""
        with self._lock:
            member, digits = self.badge, visit.digits
            visit.digits, visit.active_s = "", self._now_s()
            if member is None or self.wait_s > 0:
                return None
            self._count_one()
            if not self._pins.fits(member.pin, digits):
                visit.was_wrong = True
                log.warning("door.wrong_pin", staff=member.id)
                return None
            self._tries.write(Tries())
            if self._pins.is_dated(member.pin):
                self.renew(member, self._pins.hash(digits))
            self._laid = None
            del self._visits[visit.token]
            inside = self._begin()
            inside.member = member
            log.info("door.opened", staff=member.id)
            return inside

    def leave(self, token: str) -> None:
        """End a visit; twice does no harm."""
        with self._lock:
            self._visits.pop(token, None)

    @property
    def wait_s(self) -> float:
        """How long nobody may try a PIN, in seconds; 0 when one may."""
        tries, now = self._tries.read(), self._clock.now()
        if not tries.wait_s:
            return 0.0
        if tries.boot_id != now.boot_id:  # the clock of another boot says nothing: the wait begins again
            self._tries.write(_waiting(tries.count, now))
            return tries.wait_s
        return max(0.0, tries.until_boot_s - now.boot_s)

    # -- inside ------------------------------------------------------------------------

    def _count_one(self) -> None:
        self._tries.write(_waiting(self._tries.read().count + 1, self._clock.now()))

    def _begin(self) -> Visit:
        fresh = Visit(secrets.token_urlsafe(32), self._now_s())
        self._visits[fresh.token] = fresh
        while len(self._visits) > MOST_VISITS:
            at_the_door = next((each for each in self._visits.values() if each.member is None), None)
            self._visits.pop(at_the_door.token if at_the_door else next(iter(self._visits)))
        return fresh

    def _sweep(self) -> None:
        now_s = self._now_s()
        for each in [each for each in self._visits.values() if now_s - each.active_s > IDLE_S]:
            del self._visits[each.token]

    def _now_s(self) -> float:
        return self._clock.now().boot_s


def _waiting(count: int, now: Moment) -> Tries:
    if count < FREE_TRIES:
        return Tries(count)
    wait_s = min(FIRST_WAIT_S * 2.0 ** (count - FREE_TRIES), LONGEST_WAIT_S)
    return Tries(count, now.boot_id, now.boot_s + wait_s, wait_s)
