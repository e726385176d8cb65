"""Walking over all items of the hub, a page at a time."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from kiosk.contract.items import ItemSeen
from kiosk.reference_hub.asking import ItemsAsked
from kiosk.reference_hub.database import kiosks
from kiosk.reference_hub.folding import Status
from kiosk.reference_hub.seeing import items_of


def every_item(connection: Connection, code: str = "") -> Iterator[ItemSeen]:
    """Yield every item that was handed in and not taken back, by kiosk and intake; of a code, only its own."""
    after = ""
    while True:
        page = items_of(connection, "", ItemsAsked(after=after, item_code=code))
        yield from (each for each in page.items if each.status != Status.CANCELLED)
        if not page.more:
            return
        after = f"{page.items[-1].kiosk}/{page.items[-1].intake}"


def sites(connection: Connection) -> dict[str, str]:
    """Return the site of each kiosk by its id."""
    return {row.id: row.site for row in connection.execute(select(kiosks.c.id, kiosks.c.site))}
