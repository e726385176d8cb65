"""Noting what became of items: each report once, under its sender's own number."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import Connection, insert, select

from kiosk.contract.items import Noted, OutcomeReport, OutcomeResult, OutcomesAnswer
from kiosk.reference_hub.database import now_s, outcomes
from kiosk.reference_hub.projected import items


def note(connection: Connection, by: str, reports: Sequence[OutcomeReport]) -> OutcomesAnswer:
    """Keep what is new of a partner's reports, and return the word on each.

    A report about an item the hub does not know is kept too: its kiosk may be offline, and it joins by the item code later.
    """
    received = now_s(connection)
    return OutcomesAnswer(tuple(_note(connection, by, each, received) for each in reports))


def _note(connection: Connection, by: str, report: OutcomeReport, received: int) -> OutcomeResult:
    is_known_item = select(items.c.intake).where(items.c.item_code == report.item_code).limit(1)
    joined = connection.execute(is_known_item).first() is not None
    row = _row(report)
    own = (outcomes.c.by == by) & (outcomes.c.id == report.id)
    before = connection.execute(select(*(outcomes.c[name] for name in row)).where(own)).mappings().one_or_none()
    if before is None:
        connection.execute(insert(outcomes).values(**row, by=by, id=report.id, received=received))
        return OutcomeResult(report.id, Noted.ACCEPTED, joined)
    return OutcomeResult(report.id, Noted.KNOWN if dict(before) == row else Noted.CONFLICT, joined)


def _row(report: OutcomeReport) -> dict[str, Any]:
    return {
        "item_code": report.item_code,
        "step": report.step.value,
        "result": report.result.value,
        "at": report.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "note": report.note,
    }
