"""An intake as a row: what the ledger looks for in columns, the rest as packed JSON."""

import sqlite3
from collections.abc import Sequence

import msgspec

from kiosk.adapters.ledger.packed import packed, unpacked
from kiosk.domain.intake import Intake

LONGEST_PLACE = 18
"""Digits of the largest number SQLite and JSON readers agree on."""
_SCRAP = "scrap"
"""The reason of *Kapot*: nobody was overridden, since nobody was asked."""
_COLUMNS = ("n", "stage", "outcome", "began", "updated", "lease", "code", "danger", "overridden", "body")
_CHANGED = ", ".join(f"{each} = excluded.{each}" for each in _COLUMNS if each not in {"n", "began"})
_UPSERT = (
    f"INSERT INTO intakes ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608 - our own words
    f" ON CONFLICT (n) DO UPDATE SET {_CHANGED}"
)
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
    override = intake.override
    overridden = override is not None and override.outcome is not None and override.reason != _SCRAP
    times = (intake.began.wall_s, intake.recorded_at.wall_s)
    found_by = (intake.lease, intake.code, intake.is_danger, overridden)
    return (n, intake.stage, intake.outcome, *times, *found_by, packed(_ENCODER.encode(intake)))


def upsert(connection: sqlite3.Connection, row: Sequence[object]) -> None:
    """Keep a row, new or changed; must run in a transaction."""
    connection.execute(_UPSERT, row)


def intake_of(body: object) -> Intake:
    """Return the intake of a row's body.

    :raises ValueError: nobody can read it.
    """
    return msgspec.json.decode(unpacked(body), type=Intake)
