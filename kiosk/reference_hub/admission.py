"""Who may deliver: an operator accepts a kiosk by its fingerprint, and ends one that was stolen.

Identification comes with the one-time code, trust with a person who compared the fingerprint on
the kiosk's screen with the one the hub shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, update

from kiosk.contract.signature import fingerprint
from kiosk.errors import HubCommandRefused
from kiosk.reference_hub.database import conflicts, kiosks, now_s
from kiosk.reference_hub.publishing import last_published_s


@dataclass(frozen=True, slots=True)
class Standing:
    """A kiosk as an operator sees it."""

    id: str
    site: str
    fingerprint: str
    standing: str
    """``waits``, ``accepted`` or ``revoked``."""
    new_pins_due: bool
    """Whether a stolen kiosk held staff of this site, and the staff dataset was not published anew since."""
    conflicts: int
    """How many events came that tell another story than those the hub has: a copied card, or a restored ledger."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """An event that was not taken because the hub has another one in its place."""

    kiosk: str
    epoch: str
    sequence: int
    reason: str
    received: int
    """Seconds since 1970."""


def conflicts_of(connection: Connection, kiosk: str = "") -> Iterator[Conflict]:
    """Yield the events that did not fit, of one kiosk or of all, oldest first."""
    found = select(conflicts).order_by(conflicts.c.id)
    for row in connection.execute(found.where(conflicts.c.kiosk == kiosk) if kiosk else found):
        yield Conflict(row.kiosk, row.epoch, row.sequence, row.reason, row.received)


def standings(connection: Connection) -> Iterator[Standing]:
    """Yield every kiosk the hub knows, by site."""
    counted = select(conflicts.c.kiosk, func.count()).group_by(conflicts.c.kiosk)
    many = {row[0]: row[1] for row in connection.execute(counted)}
    for row in connection.execute(select(kiosks).order_by(kiosks.c.site, kiosks.c.id)):
        standing = "revoked" if row.revoked else "accepted" if row.accepted else "waits"
        due = bool(row.revoked) and last_published_s(connection, "staff", row.site) <= row.revoked
        yield Standing(row.id, row.site, fingerprint(row.public_key), standing, due, many.get(row.id, 0))


def accept(connection: Connection, shown: str) -> Standing:
    """Let the kiosk with this fingerprint deliver.

    :raises HubCommandRefused: none that waits has it.
    """
    wanted = "".join(each for each in shown.lower() if each.isalnum())
    waiting = [each for each in standings(connection) if each.standing == "waits" and each.fingerprint.replace("-", "") == wanted]
    if not waiting:
        raise HubCommandRefused(f"no kiosk that waits has the fingerprint {shown}; 'kiosk hub kiosks' lists them")
    connection.execute(update(kiosks).where(kiosks.c.id == waiting[0].id).values(accepted=now_s(connection)))
    return waiting[0]


def revoke(connection: Connection, kiosk: str) -> Standing:
    """End token and key of a kiosk that was stolen, for good: it needs a new key to come back.

    :raises HubCommandRefused: the hub knows no such kiosk.
    """
    known = {each.id: each for each in standings(connection)}
    if kiosk not in known:
        raise HubCommandRefused(f"this hub knows no kiosk {kiosk}; 'kiosk hub kiosks' lists them")
    connection.execute(update(kiosks).where(kiosks.c.id == kiosk).values(revoked=now_s(connection)))
    return known[kiosk]
