"""Bringing a database to the tables this hub speaks, one published step at a time."""

from pathlib import Path

from sqlalchemy import Connection, MetaData, inspect, text

NEWEST = "0004"
"""The last step in ``migrations/versions``."""
_STEPS = Path(__file__).parent / "migrations"
_ONE_AT_A_TIME = 7_264_811
"""Any number: the advisory lock workers of one database take turns by."""


def migrate(connection: Connection, newest: MetaData) -> None:
    """Bring the database to :data:`NEWEST`, in the caller's transaction; workers that start together take turns.

    :param newest: the tables as they are after the last step; a database that is empty gets them at once.
    :raises RuntimeError: the database was made by a newer hub.
    """
    if _step_of(connection) == NEWEST:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_AT_A_TIME})
    step = _step_of(connection)
    if step is None and not inspect(connection).get_table_names():
        newest.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:step)"), {"step": NEWEST})
    elif step != NEWEST:
        _take_steps(connection, step)


def _take_steps(connection: Connection, step: str | None) -> None:
    # Alembic is heavy and needed only where a step is missing.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    if step and step not in {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}:
        raise RuntimeError(f"the database is at step {step}, this hub knows up to {NEWEST}; install a newer hub")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _step_of(connection: Connection) -> str | None:
    """Return where the database is; None for one that has not begun."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
