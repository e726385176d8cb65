"""Which numbers the hub has leased this kiosk: written by who talks to the hub, read by who gives item codes.

A file of its own, so that the two are never at one file together: what is used up stands in the other's.
"""

from pathlib import Path

import msgspec
import structlog

from kiosk.adapters.durable_file import replace_durably
from kiosk.contract.answers import NumberBlock

FILE = "item-leases.json"
log = structlog.get_logger()


def leases(state: Path) -> tuple[NumberBlock, ...]:
    """Return every block that was leased, oldest first; none where the file is damaged, so that the hub is asked again."""
    path = state / FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=tuple[NumberBlock, ...])
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        log.warning("item_leases.unreadable", file=str(path), why=str(error))
        return ()


def keep_lease(state: Path, block: NumberBlock) -> None:
    """Add a block the hub has leased; the same block again changes nothing.

    :raises OSError: it cannot be written.
    """
    known = leases(state)
    if block not in known:
        replace_durably(state / FILE, msgspec.json.encode((*known, block)), 0o644)
