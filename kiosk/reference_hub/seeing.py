"""Looking at the projection: items with what became of them, stock, daily counts."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from kiosk.contract.items import DailyLine, ItemsAnswer, ItemSeen, Result, Step, StepTaken, StockLine
from kiosk.reference_hub.asking import ItemsAsked
from kiosk.reference_hub.database import outcomes
from kiosk.reference_hub.folding import at_of
from kiosk.reference_hub.projected import daily, items, stock
from kiosk.reference_hub.projecting import behind


def items_of(connection: Connection, kiosk: str, wanted: ItemsAsked) -> ItemsAnswer:
    """Return a page of items, of one kiosk or of all."""
    chosen = [items.c.kiosk == kiosk] if kiosk else []
    if wanted.item_code:
        chosen.append(items.c.item_code == wanted.item_code)
    if wanted.after:
        before, _, intake = wanted.after.partition("/")
        chosen.append(or_(items.c.kiosk > before, and_(items.c.kiosk == before, items.c.intake > intake)))
    page = select(items).where(and_(True, *chosen)).order_by(items.c.kiosk, items.c.intake).limit(wanted.limit + 1)  # noqa: FBT003 - SQL's
    rows = connection.execute(page).all()
    steps = steps_of(connection, {each.item_code for each in rows[: wanted.limit] if each.item_code})
    seen = tuple(_seen(each, steps.get(each.item_code, ())) for each in rows[: wanted.limit])
    return ItemsAnswer(seen, more=len(rows) > wanted.limit, behind=behind(connection, kiosk))


def steps_of(connection: Connection, codes: Collection[str]) -> Mapping[str, tuple[StepTaken, ...]]:
    """Return what was reported of items, by their code, oldest first."""
    found = defaultdict[str, list[StepTaken]](list)
    wanted = select(outcomes).where(outcomes.c.item_code.in_(codes)).order_by(outcomes.c.at, outcomes.c.by, outcomes.c.id)
    for row in connection.execute(wanted):
        found[row.item_code].append(StepTaken(step=Step(row.step), result=Result(row.result), at=row.at, by=row.by, note=row.note))
    return {code: tuple(each) for code, each in found.items()}


def stock_of(connection: Connection, kiosk: str) -> tuple[StockLine, ...]:
    """Return what lies where, of one kiosk or of all."""
    wanted = select(stock).order_by(stock.c.kiosk, stock.c.destination)
    rows = connection.execute(wanted.where(stock.c.kiosk == kiosk) if kiosk else wanted)
    return tuple(StockLine(row.kiosk, row.destination, row._mapping["items"]) for row in rows)  # noqa: SLF001 - SQLAlchemy's public name


def daily_of(connection: Connection, kiosk: str, since: str, until: str) -> tuple[DailyLine, ...]:
    """Return how many items of each day went which way, of one kiosk or of all."""
    wanted = select(daily).order_by(daily.c.kiosk, daily.c.day, daily.c.outcome)
    for is_asked, clause in ((kiosk, daily.c.kiosk == kiosk), (since, daily.c.day >= since), (until, daily.c.day <= until)):
        wanted = wanted.where(clause) if is_asked else wanted
    rows = connection.execute(wanted)
    return tuple(DailyLine(row.kiosk, row.day, row.outcome, row._mapping["items"]) for row in rows)  # noqa: SLF001 - SQLAlchemy's public name


def _seen(row: Row[Any], steps: tuple[StepTaken, ...]) -> ItemSeen:
    plain = ("kiosk", "intake", "clock", "day", "outcome", "category", "destination", "item_code", "gtin", "brand", "model", "year")
    return ItemSeen(
        **{name: getattr(row, name) for name in plain},
        at=at_of(row.at_ms),
        handling=tuple(row.handling.split()),
        status=row.status,
        lies=row.lies,
        to=row.to,
        steps=steps,
    )
