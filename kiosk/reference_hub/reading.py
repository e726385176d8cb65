"""Looking at what the hub has: a kiosk's cursor and its events, in the order of their chain."""

from collections.abc import Iterator
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from kiosk.contract.answers import Cursor, Kept, KioskCursor, Listing, Taken
from kiosk.reference_hub.database import Database, chains, events

MOST_GAPS = 100
MOST_LISTED = 500


def cursor_of(connection: Connection, kiosk: str) -> KioskCursor:
    """Return how far the hub is with each chain of a kiosk."""
    rows = connection.execute(select(chains).where(chains.c.kiosk == kiosk).order_by(chains.c.epoch)).all()
    return KioskCursor(
        kiosk,
        tuple(Cursor(row.epoch, row.contiguous_to, row.highest, _gaps(connection, kiosk, row.epoch, row.contiguous_to)) for row in rows),
    )


def listing_of(connection: Connection, kiosk: str, after: tuple[str, int] = ("", 0), limit: int = MOST_LISTED) -> Listing:
    """Return the events after an epoch and sequence, refused ones too."""
    epoch, sequence = after
    later = (events.c.epoch > epoch) | ((events.c.epoch == epoch) & (events.c.sequence > sequence))
    page = select(events).where((events.c.kiosk == kiosk) & later).order_by(events.c.epoch, events.c.sequence).limit(limit + 1)
    rows = connection.execute(page).all()
    kept = tuple(
        Kept(row.epoch, row.sequence, Taken(row.status), row.reason, row.gap, row.received, msgspec.Raw(row.body or b"null"))
        for row in rows[:limit]
    )
    return Listing(kiosk, kept, more=len(rows) > limit)


def events_of(database: str, kiosk: str) -> list[dict[str, Any]]:
    """Return every accepted event of a kiosk as its CloudEvent, for tests and the demo."""
    hub = Database(database)
    accepted = select(events.c.body).where((events.c.kiosk == kiosk) & (events.c.status == Taken.ACCEPTED))
    try:
        with hub.reading() as connection:
            bodies = connection.execute(accepted.order_by(events.c.epoch, events.c.sequence)).scalars().all()
    finally:
        hub.close()
    return [msgspec.json.decode(each) for each in bodies]


def every_body(connection: Connection, kiosk: str = "") -> Iterator[bytes]:
    """Yield the bytes of every accepted event, chain by chain: of one kiosk or of all."""
    accepted = select(events.c.body).where(events.c.status == Taken.ACCEPTED).order_by(events.c.kiosk, events.c.epoch, events.c.sequence)
    wanted = accepted.where(events.c.kiosk == kiosk) if kiosk else accepted
    found = connection.execute(wanted, execution_options={"yield_per": MOST_LISTED})
    yield from found.scalars()


def _gaps(connection: Connection, kiosk: str, epoch: str, after: int) -> tuple[tuple[int, int], ...]:
    beyond = (events.c.kiosk == kiosk) & (events.c.epoch == epoch) & (events.c.sequence > after)
    before = func.lag(events.c.sequence, 1, after).over(order_by=events.c.sequence).label("before")
    steps = select(events.c.sequence, before).where(beyond).subquery()
    holes = select(steps).where(steps.c.sequence > steps.c.before + 1).order_by(steps.c.sequence).limit(MOST_GAPS)
    return tuple((row.before + 1, row.sequence - 1) for row in connection.execute(holes))
