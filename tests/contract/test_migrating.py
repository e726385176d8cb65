"""A hub's database comes to the tables of today, wherever it began."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from contract.hubs import RunningHub
from sqlalchemy import create_engine, text

import kiosk.reference_hub
from kiosk.reference_hub.database import Database, metadata
from kiosk.reference_hub.migrating import NEWEST

STEPS = Path(kiosk.reference_hub.__file__).parent / "migrations"


def _address(hub: RunningHub) -> str:
    return hub.database.replace("postgresql:", "postgresql+psycopg:")


def _begin_again(hub: RunningHub) -> None:
    """Leave the database as one is that was made before there were steps."""
    engine = create_engine(_address(hub))
    with engine.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(text("DROP TABLE alembic_version"))
        connection.execute(text("CREATE TABLE operators (token_hash VARCHAR(64) NOT NULL PRIMARY KEY, since BIGINT NOT NULL)"))
        connection.execute(text("INSERT INTO operators VALUES ('kept', 1)"))
    engine.dispose()


def test_step_by_step_leads_where_a_new_database_begins(hub: RunningHub) -> None:
    """Nobody gets other tables for having been here earlier, and nobody loses a row."""
    _begin_again(hub)

    Database(hub.database).close()

    engine = create_engine(_address(hub))
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []
    assert hub.rows("SELECT token_hash FROM operators") == [("kept",)]
    assert hub.rows("SELECT version_num FROM alembic_version") == [(NEWEST,)]


def test_the_newest_step_is_the_last_one_there_is() -> None:
    config = Config()
    config.set_main_option("script_location", str(STEPS))

    assert ScriptDirectory.from_config(config).get_current_head() == NEWEST


def test_a_database_of_a_newer_hub_is_left_alone(hub: RunningHub) -> None:
    engine = create_engine(_address(hub))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(RuntimeError, match="newer hub"):
        Database(hub.database)
