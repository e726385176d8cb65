"""Proving what the hub holds: every chain from its last signature back to its beginning.

What arrives is verified as it arrives; this finds what changed in the database since.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from kiosk.contract.envelope import FIRST_PREVHASH, digest
from kiosk.contract.signature import Head, SignedHead
from kiosk.reference_hub.database import chains, events, kiosks


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain does not hold."""

    kiosk: str
    epoch: str
    sequence: int
    what: str


def faults(connection: Connection) -> Iterator[Fault]:
    """Yield every place where bytes, links or a signature do not fit; none for a sound hub."""
    query = select(chains, kiosks.c.public_key).join(kiosks, kiosks.c.id == chains.c.kiosk).order_by(chains.c.kiosk, chains.c.epoch)
    for chain in connection.execute(query).all():
        yield from _of_chain(connection, chain.kiosk, chain.epoch)
        if chain.signature:
            yield from _of_signature(connection, chain)


def _of_chain(connection: Connection, kiosk: str, epoch: str) -> Iterator[Fault]:
    here = (events.c.kiosk == kiosk) & (events.c.epoch == epoch)
    expected, follows = FIRST_PREVHASH, 1
    for row in connection.execute(select(events).where(here).order_by(events.c.sequence)):
        if row.status == "accepted" and digest(row.body) != row.hash:
            yield Fault(kiosk, epoch, row.sequence, "its bytes are not those it was taken with")
        if row.sequence == follows and row.prevhash and row.prevhash != expected:
            yield Fault(kiosk, epoch, row.sequence, "it does not follow the event before it")
        expected, follows = row.hash, row.sequence + 1


def _of_signature(connection: Connection, chain: Row[Any]) -> Iterator[Fault]:
    here = (events.c.kiosk == chain.kiosk) & (events.c.epoch == chain.epoch) & (events.c.sequence == chain.signed_to)
    last = connection.execute(select(events.c.hash).where(here)).scalar_one_or_none()
    head = Head(chain.kiosk, chain.epoch, chain.signed_to, last or "")
    if not SignedHead(head, chain.signature).is_by(chain.public_key):
        yield Fault(chain.kiosk, chain.epoch, chain.signed_to, "the kiosk's signature does not fit it")
