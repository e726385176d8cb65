"""Opening the desk's ledger, whatever lies there, and looking after it."""

from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk import __version__
from kiosk.bootstrap.places import Places
from kiosk.ports import Clock
from kiosk.services.happenings import ledger_reset

if TYPE_CHECKING:
    from kiosk.adapters.ledger.intakes import SqliteIntakes
    from kiosk.adapters.ledger.outboxes import Outboxes
    from kiosk.adapters.ledger.upkeep import SqliteUpkeep
    from kiosk.services.board import Board
    from kiosk.services.ledger_care import LedgerCare

MOST_FREE = 0.05
"""Below this share the ballast is given up before anything is opened: opening writes, too."""


def sound_ledger(where: Places, source: str, clock: Clock) -> "SqliteIntakes":
    """Return the desk's ledger; a damaged one is set aside first, and a full disk gives up its ballast.

    :raises LedgerUnwritable: the disk takes nothing.
    """
    from kiosk.adapters.ledger.intakes import SqliteIntakes
    from kiosk.adapters.ledger.medium import ballast_of, free_bytes, release_ballast
    from kiosk.adapters.ledger.repair import repair

    with suppress(OSError):
        free, size = free_bytes(where.state)
        if free < size * MOST_FREE:
            release_ballast(ballast_of(where.ledger))
    repair(where.ledger, source, lambda reset: ledger_reset(reset, clock.now()))
    return SqliteIntakes(where.ledger, source)


def care_of(upkeep: "SqliteUpkeep", board: "Board", outbox: "Outboxes", clock: Clock) -> "LedgerCare":
    """Return who looks after the ledger at every turn of the desk."""
    from kiosk.services.ledger_care import LedgerCare

    return LedgerCare(upkeep, board, clock, outbox.backlog, __version__)
