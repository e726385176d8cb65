"""Bringing items, stock and daily counts up to what the events say: a page of events at a time, or all over again.

A kiosk's chains are folded one after another, in the order in which their first events came, each up to
where nothing is missing. Stock and daily counts are changed by what the items' changes add up to, so a projection that
grew over years equals one that was made today. Where an earlier chain grows after a later one was folded, or
a tombstone became an event, the kiosk is folded again from its first event. ``POST /v1/events`` does none of this.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Select, Table, and_, case, delete, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kiosk.contract.answers import Taken
from kiosk.reference_hub.database import Database, chains, events
from kiosk.reference_hub.folding import Clock, Fold, ItemRow, Named, Status, named, read
from kiosk.reference_hub.projected import PROJECTION, boots, daily, folds, items, stock

PAGE = 1000
_AGAIN = -1
_COLUMNS = tuple(each.name for each in fields(ItemRow))
_FOLDED = and_(folds.c.kiosk == chains.c.kiosk, folds.c.epoch == chains.c.epoch)


def begin_chain(connection: Connection, kiosk: str, epoch: str, began: int) -> None:
    """Give a new chain its place in the order of folding."""
    connection.execute(insert(folds).values(kiosk=kiosk, epoch=epoch, began=began, reached=0))


def fold_again(connection: Connection, kiosk: str) -> None:
    """Let a kiosk be folded from its first event: one that was passed over has come."""
    connection.execute(update(folds).where(folds.c.kiosk == kiosk).values(reached=_AGAIN))


def project(database: Database, kiosk: str = "", page: int = PAGE, most_pages: int | None = None) -> int:
    """Bring the projection up to date and return how many places of chains were passed.

    :param kiosk: only this one; empty for all.
    :param most_pages: stop after so many; None for never.
    """
    with database.reading() as connection:
        found = connection.execute(_behind(select(chains.c.kiosk).distinct().order_by(chains.c.kiosk), kiosk)).scalars().all()
    passed = pages = 0
    for each in found:
        while pages != most_pages and (taken := _fold_page(database, each, page)):
            passed, pages = passed + taken, pages + 1
    return passed


def behind(connection: Connection, kiosk: str = "") -> int:
    """Return how many events are not folded in yet, of one kiosk or of all."""
    missing = func.sum(chains.c.contiguous_to - case((folds.c.reached < 0, 0), else_=folds.c.reached))
    return int(connection.execute(_behind(select(missing), kiosk)).scalar_one() or 0)


def _behind(wanted: Select[Any], kiosk: str) -> Select[Any]:
    late = wanted.select_from(chains.join(folds, _FOLDED)).where(folds.c.reached < chains.c.contiguous_to)
    return late.where(chains.c.kiosk == kiosk) if kiosk else late


def rebuild(database: Database) -> int:
    """Throw the projection away, make it again from the events, and return how many places of chains were passed."""
    with database.writing() as connection:
        connection.execute(update(folds).values(reached=_AGAIN))
    return project(database)


def fingerprint(connection: Connection) -> str:
    """Return the SHA-256 of every row of the projection in order: equal where two are equal bit for bit."""
    made = hashlib.sha256()
    for table in PROJECTION:
        # Sorted here: databases order texts each in their own way.
        rows = sorted(msgspec.json.encode(tuple(row)) for row in connection.execute(select(table)))
        made.update(msgspec.json.encode([str(table.name), len(rows)]) + b"".join(rows))
    return made.hexdigest()


# -- one page --------------------------------------------------------------------------


def _fold_page(database: Database, kiosk: str, page: int) -> int:
    """Fold the next events of a kiosk in one transaction; return how many places of its chain were passed, 0 at the end."""
    with database.writing() as connection:
        order = _in_order(connection, kiosk)
        reached = [each.reached for each in order]
        place = next((place for place, each in enumerate(order) if each.reached < each.contiguous_to), None)
        if place is None:
            return 0
        if _AGAIN in reached or any(each > 0 for each in reached[place + 1 :]):
            _forget(connection, kiosk)
            order, place = _in_order(connection, kiosk), 0
        chain = next((each for each in order[place:] if each.reached < each.contiguous_to), None)
        return _fold_chain(connection, chain, page) if chain else 0


def _in_order(connection: Connection, kiosk: str) -> list[Row[Any]]:
    """Return the kiosk's chains in the order of folding; whoever folds the same kiosk meanwhile waits."""
    wanted = select(folds, chains.c.contiguous_to).join(chains, _FOLDED).where(folds.c.kiosk == kiosk)
    rows = connection.execute(wanted.with_for_update(of=folds)).all()
    return sorted(rows, key=lambda each: (each.began, each.epoch))


def _forget(connection: Connection, kiosk: str) -> None:
    for table in PROJECTION:
        connection.execute(delete(table).where(table.c.kiosk == kiosk))
    connection.execute(update(folds).where(folds.c.kiosk == kiosk).values(reached=0))


def _fold_chain(connection: Connection, chain: Row[Any], page: int) -> int:
    here = (events.c.kiosk == chain.kiosk) & (events.c.epoch == chain.epoch)
    ahead = events.c.sequence.between(chain.reached + 1, min(chain.reached + page, chain.contiguous_to))
    wanted = select(events.c.body).where(here & ahead & (events.c.status == Taken.ACCEPTED)).order_by(events.c.sequence)
    told = tuple(read(connection.execute(wanted).scalars()))
    before = _at_hand(connection, chain.kiosk, named(told))
    after = Fold(dict(before.items), dict(before.boots))
    after.take(told)
    _keep(connection, chain.kiosk, before, after)
    reached = min(chain.reached + page, chain.contiguous_to)
    is_chain = (folds.c.kiosk == chain.kiosk) & (folds.c.epoch == chain.epoch)
    connection.execute(update(folds).where(is_chain).values(reached=reached))
    return int(reached - chain.reached)


def _at_hand(connection: Connection, kiosk: str, wanted: Named) -> Fold:
    """Return every item and boot that events may touch."""
    known = select(boots.c.boot, boots.c.began_ms).where((boots.c.kiosk == kiosk) & boots.c.boot.in_(wanted.boots))
    began = {row.boot: row.began_ms for row in connection.execute(known)}
    touched = or_(
        items.c.intake.in_(wanted.intakes),
        items.c.item_code.in_(wanted.codes),
        items.c.destination.in_(wanted.emptied) & items.c.lies,
        items.c.boot.in_(wanted.boots - began.keys()),
    )
    rows = connection.execute(select(items).where((items.c.kiosk == kiosk) & touched))
    return Fold({row.intake: item_of(row) for row in rows}, began)


def item_of(row: Row[Any]) -> ItemRow:
    """Return the item a row of its table holds."""
    values = {name: getattr(row, name) for name in _COLUMNS}
    return ItemRow(**{**values, "status": Status(row.status), "clock": Clock(row.clock)})


def _keep(connection: Connection, kiosk: str, before: Fold, after: Fold) -> None:
    changed = [each for name, each in sorted(after.items.items()) if before.items.get(name) != each]
    was = [before.items[each.intake] for each in changed if each.intake in before.items]
    _put(connection, items, [{"kiosk": kiosk, **{name: getattr(each, name) for name in _COLUMNS}} for each in changed])
    learned = sorted(after.boots.items() - before.boots.items())
    _put(connection, boots, [{"kiosk": kiosk, "boot": boot, "began_ms": began_ms} for boot, began_ms in learned])
    _add(connection, stock, ("destination",), kiosk, _difference(_stocked(changed), _stocked(was)))
    _add(connection, daily, ("day", "outcome"), kiosk, _difference(_counted(changed), _counted(was)))


def _stocked(some: Iterable[ItemRow]) -> Counter[tuple[str, ...]]:
    return Counter((each.destination,) for each in some if each.lies)


def _counted(some: Iterable[ItemRow]) -> Counter[tuple[str, ...]]:
    return Counter((each.day, each.outcome) for each in some if each.status is not Status.CANCELLED)


def _difference(now: Counter[tuple[str, ...]], was: Counter[tuple[str, ...]]) -> Mapping[tuple[str, ...], int]:
    return {place: now[place] - was[place] for place in sorted(now | was) if now[place] != was[place]}


def _add(connection: Connection, table: Table, names: tuple[str, ...], kiosk: str, changes: Mapping[tuple[str, ...], int]) -> None:
    """Add to a table of counts; a count of none has no row."""
    for place, change in changes.items():
        key = {"kiosk": kiosk, **dict(zip(names, place, strict=True))}
        here = and_(*(table.c[name] == value for name, value in key.items()))
        if not connection.execute(update(table).where(here).values(items=table.c["items"] + change)).rowcount:
            connection.execute(insert(table).values(**key, items=change))
    if changes:
        connection.execute(delete(table).where((table.c.kiosk == kiosk) & (table.c["items"] == 0)))


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows, or write over those of the same key."""
    if not rows:
        return
    keys = [each.name for each in table.primary_key]
    rest = [each.name for each in table.columns if not each.primary_key]
    if connection.dialect.name == "postgresql":
        for_postgresql = postgresql.insert(table)
        connection.execute(
            for_postgresql.on_conflict_do_update(index_elements=keys, set_={name: for_postgresql.excluded[name] for name in rest}), rows
        )
    else:
        for_sqlite = sqlite.insert(table)
        connection.execute(
            for_sqlite.on_conflict_do_update(index_elements=keys, set_={name: for_sqlite.excluded[name] for name in rest}), rows
        )
