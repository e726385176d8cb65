"""An intake as a row: what the ledger looks for in columns, the rest as JSON."""

import sqlite3
from collections.abc import Sequence

import msgspec

from kiosk.domain.intake import Intake

LONGEST_PLACE = 18
"""Digits of the largest number SQLite and JSON readers agree on."""
_ENCODER = msgspec.json.Encoder(order="sorted")


def place(number: str, epoch: str, mark: str) -> int:
    """Return what stands behind this epoch and the mark in a number; 0 for anything else."""
    begin, _, digits = number.partition(mark)
    return int(digits) if begin == epoch and digits.isdecimal() and len(digits) <= LONGEST_PLACE else 0


def row_of(intake: Intake, epoch: str) -> Sequence[object]:
    """Return the row of an intake.

    :raises ValueError: it has no number of this epoch.
    """
    n = place(intake.id, epoch, "-")
    if not n:
        raise ValueError(f"intake {intake.id} has no number of ledger {epoch}")
    updated = intake.steps[-1].at if intake.steps else intake.began
    return [n, intake.stage, intake.outcome, intake.began.wall_s, updated.wall_s, intake.lease, _ENCODER.encode(intake)]


def upsert(connection: sqlite3.Connection, row: Sequence[object]) -> None:
    """Keep a row, new or changed; must run in a transaction."""
    connection.execute(
        "INSERT INTO intakes (n, stage, outcome, began, updated, lease, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (n) DO UPDATE SET stage = excluded.stage, outcome = excluded.outcome,"
        " updated = excluded.updated, lease = excluded.lease, body = excluded.body",
        row,
    )


def intake_of(body: bytes) -> Intake:
    """Return the intake of a row's JSON.

    :raises ValueError: nobody can read it.
    """
    return msgspec.json.decode(body, type=Intake)
