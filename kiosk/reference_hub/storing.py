"""Putting a batch of events into their table in one stroke: COPY where there is PostgreSQL, one statement elsewhere."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert

from kiosk.reference_hub.database import events

_COLUMNS = tuple(each.name for each in events.columns)
_COPY = f"COPY events ({', '.join(_COLUMNS)}) FROM STDIN (FORMAT BINARY)"
_TYPES = ("varchar", "varchar", "int8", "varchar", "varchar", "varchar", "bytea", "varchar", "varchar", "bool", "int8")
"""Of the columns, in their order: binary COPY converts nothing."""


def store(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of the events table, each with every column."""
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(insert(events), rows)
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for row in rows:
            copy.write_row([row[name] for name in _COLUMNS])
