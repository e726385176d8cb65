"""Numbered migrations: ``0001_….sql`` takes schema 0 to 1.

They only add, and only what an older kiosk may leave out: so the release before works on
what the new one has written, and an update that is taken back leaves the ledger alone.
Should one ever have to change what is there, it begins the next thousand.
"""

import sqlite3
from collections.abc import Iterator
from importlib import resources

KNOWN_SCHEMA = 6
"""The schema this kiosk writes: the number of the last migration."""
THOUSAND = 1000
"""Schemas of one thousand only add to each other."""


def is_too_new(schema: int) -> bool:
    """Tell whether a ledger of that schema cannot be worked on: a newer one of the same thousand can."""
    return schema // THOUSAND > KNOWN_SCHEMA // THOUSAND


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the open transaction's database to the known schema, step by step."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    for script in _scripts()[found:]:
        for statement in _statements(script):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {KNOWN_SCHEMA}")


def _scripts() -> list[str]:
    folder = resources.files("kiosk.adapters.ledger") / "migrations"
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".sql")), key=lambda each: each.name)
    return [each.read_text(encoding="utf-8") for each in files]


def _statements(script: str) -> Iterator[str]:
    """Yield one statement after the other: ``executescript`` would end the transaction first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
