"""A damaged ledger keeps nobody from working: it is set aside, salvaged, and the next one begins.

Only the desk does this, before it opens the ledger. What is left to do when power goes in
between is found in the folders, and done at the next start.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import structlog

from kiosk.adapters.durable_file import sync_folder
from kiosk.adapters.ledger.chain import append
from kiosk.adapters.ledger.examination import fault_of
from kiosk.adapters.ledger.file import Ledger, open_ledger, transaction
from kiosk.adapters.ledger.rows import row_of, upsert
from kiosk.adapters.ledger.salvage import Remains, carry_over, remains_of, write_salvaged
from kiosk.adapters.ledger.set_aside import files_of, is_half_moved, number_of, report, set_aside, unreported, why_of
from kiosk.contract.events import EventType, Happening
from kiosk.domain.intake import Intake
from kiosk.ports import Reset

log = structlog.get_logger()


def repair(ledger: Path, source: str, told: Callable[[Reset], Happening]) -> tuple[Reset, ...]:
    """Make sure that a sound ledger lies at the path, whatever lay there; return what was set aside for it.

    :param told: what the hub is told of a reset.
    :raises LedgerUnwritable: the disk takes nothing.
    """
    if is_half_moved(ledger):
        set_aside(ledger, "power went while it was set aside")
    elif why := fault_of(ledger, source):
        log.error("ledger.damaged", ledger=str(ledger), fault=why)
        set_aside(ledger, why)
    resets = []
    for folder in unreported(ledger):
        remains = remains_of(folder / ledger.name, source)
        for epoch in remains.epochs:
            _salvage(ledger.with_name(f"salvaged-{number_of(folder)}-{epoch}.db"), source, remains, epoch)
        reset = _reset(folder, remains)
        _begin_anew(ledger, source, remains, told(reset))
        report(ledger, reset)
        log.error("ledger.reset", folder=reset.folder, fault=reset.why, epoch=reset.epoch, events=reset.events, intakes=reset.intakes)
        resets.append(reset)
    return tuple(resets)


def _salvage(path: Path, source: str, remains: Remains, epoch: str) -> None:
    """Write the ledger of an ended epoch, whole or not at all; delivery may already have begun with one that is there."""
    if path.exists():
        return
    draft = path.with_name(path.name + ".part")
    for each in files_of(draft):
        each.unlink(missing_ok=True)
    salvaged = open_ledger(draft, source, epoch)
    with closing(salvaged.connection), transaction(salvaged.connection):
        write_salvaged(salvaged.connection, remains, epoch)
    draft.replace(path)
    sync_folder(path.parent)


def _reset(folder: Path, remains: Remains) -> Reset:
    epoch = remains.epoch or next(iter(remains.epochs), "")
    waiting = sum(len(remains.undelivered(each)) for each in remains.epochs)
    return Reset(folder.name, why_of(folder), epoch, max(remains.events.get(epoch, {}), default=0), waiting, len(remains.intakes))


def _begin_anew(ledger: Path, source: str, remains: Remains, news: Happening) -> None:
    """Begin the next epoch with the news of the last one's end, what staff taught the kiosk, and the item on the counter."""
    begun = open_ledger(ledger, source)
    with closing(begun.connection), transaction(begun.connection):
        if not _has_told(begun.connection, news):
            append(begun.connection, news, source, begun.epoch)
            carry_over(begun.connection, remains)
            _resume(begun, remains)


def _has_told(connection: sqlite3.Connection, news: Happening) -> bool:
    same = "SELECT 1 FROM events WHERE type = ? AND intake = ?"
    return bool(connection.execute(same, [EventType.LEDGER_RESET, news.subject]).fetchone())


def _resume(begun: Ledger, remains: Remains) -> None:
    """Let the open intake go on in the new epoch, under the next number of it."""
    if (still_open := _open_intake(remains)) is not None:
        (last,) = begun.connection.execute("SELECT ifnull(max(n), 0) FROM intakes").fetchone()
        upsert(begun.connection, row_of(replace(still_open, id=f"{begun.epoch}-{last + 1}"), begun.epoch))


def _open_intake(remains: Remains) -> Intake | None:
    """Return what was on the counter: the latest intake, unless it was closed."""
    latest = remains.intakes.get(max(remains.intakes, default=0))
    return latest if latest and latest.is_open else None
