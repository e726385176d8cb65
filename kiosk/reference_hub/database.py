"""The hub's tables, and how they are opened: SQLite for one machine, PostgreSQL for many workers."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    URL,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    Select,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    make_url,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement

from kiosk.reference_hub.migrating import migrate
from kiosk.reference_hub.projected import metadata

codes = Table(
    "codes",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("site", String(120), nullable=False),
    Column("site_prefix", String(8), nullable=False),
    Column("expires", BigInteger, nullable=False),
    Column("used", BigInteger),
    Column("trusted", Boolean, nullable=False),  # the kiosk that uses it is accepted at once
)

kiosks = Table(
    "kiosks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("public_key", LargeBinary(32), nullable=False),
    Column("site", String(120), nullable=False),
    Column("site_prefix", String(8), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("enrolled", BigInteger, nullable=False),
    Column("accepted", BigInteger),
    Column("revoked", BigInteger),
)

operators = Table(
    "operators",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("since", BigInteger, nullable=False),
)

chains = Table(
    "chains",
    metadata,
    Column("kiosk", String(32), primary_key=True),
    Column("epoch", String(32), primary_key=True),
    Column("contiguous_to", BigInteger, nullable=False),
    Column("highest", BigInteger, nullable=False),
    Column("signed_to", BigInteger, nullable=False),  # the last event of the last batch, whose signature proves all before
    Column("signature", LargeBinary),
)

events = Table(
    "events",
    metadata,
    Column("kiosk", String(32), primary_key=True),
    Column("epoch", String(32), primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("type", String(120), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("prevhash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("status", String(16), nullable=False),  # accepted, or refused: then the row is a tombstone
    Column("reason", String(300), nullable=False),
    Column("gap", Boolean, nullable=False),  # the event before it had not arrived
    Column("received", BigInteger, nullable=False),
)

conflicts = Table(
    "conflicts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kiosk", String(32), nullable=False),
    Column("epoch", String(32), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("reason", String(300), nullable=False),
    Column("received", BigInteger, nullable=False),
    UniqueConstraint("kiosk", "epoch", "sequence", "hash"),
)

partners = Table(
    "partners",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("name", String(120), nullable=False, unique=True),
    Column("since", BigInteger, nullable=False),
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("by", String(120), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("item_code", String(64), nullable=False, index=True),
    Column("step", String(16), nullable=False),
    Column("result", String(16), nullable=False),
    Column("at", String(40), nullable=False),
    Column("note", String(300), nullable=False),
    Column("received", BigInteger, nullable=False),
)

number_blocks = Table(
    "number_blocks",
    metadata,
    Column("prefix", String(8), primary_key=True),
    Column("first", BigInteger, primary_key=True, autoincrement=False),  # so that two kiosks never get one number
    Column("last", BigInteger, nullable=False),
    Column("letters", String(8), nullable=False),  # the prefix without the kiosk's digit
    Column("kiosk", String(32), nullable=False),
    Column("leased", BigInteger, nullable=False),
)

publishing_keys = Table(
    "publishing_keys",
    metadata,
    Column("public_key", LargeBinary(32), primary_key=True),
    Column("since", BigInteger, nullable=False),
)

datasets = Table(
    "datasets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("site", String(120), primary_key=True),  # empty for every site
    Column("version", BigInteger, primary_key=True, autoincrement=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("published", BigInteger, nullable=False),
)


class _Now(FunctionElement[int]):
    """Seconds since 1970 by the database's clock: all workers share it, and none needs a right one."""

    type = BigInteger()
    inherit_cache = True


@compiles(_Now, "sqlite")
def _now_sqlite(*_: Any, **__: Any) -> str:
    return "unixepoch()"


@compiles(_Now, "postgresql")
def _now_postgresql(*_: Any, **__: Any) -> str:
    return "cast(extract(epoch from now()) as bigint)"


class Database:
    """The hub's memory."""

    def __init__(self, url: str) -> None:
        """Open it and bring its tables to what this hub speaks.

        :param url: as SQLAlchemy has it; ``postgresql://`` goes by psycopg.
        """
        self._engine: Engine = create_engine(_with_driver(make_url(url)))
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _set_up_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        is_sqlite = self._engine.dialect.name == "sqlite"
        self._glances = self._engine if is_sqlite else self._engine.execution_options(isolation_level="AUTOCOMMIT")
        try:
            with self.writing() as connection:
                migrate(connection, metadata)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that only looks."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def glancing(self) -> Iterator[Connection]:
        """Give a connection for a single question, which needs no transaction around it: two round trips less."""
        with self._glances.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction that is kept at the end."""
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of every connection; twice does no harm."""
        self._engine.dispose()


def _with_driver(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg") if url.drivername in {"postgresql", "postgres"} else url


def now_s(connection: Connection, beside: Select[Any] | None = None) -> int:
    """Return the seconds since 1970, as the database has them; asked together with what else is wanted of one row."""
    now = select(_Now()) if beside is None else beside.add_columns(_Now())
    return int(connection.execute(now).one()[-1])


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Acknowledged means on disk here too: every commit syncs. Transactions are begun by hand."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "busy_timeout = 5000", "foreign_keys = 1"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Take the lock before reading what will be changed, so that two workers never decide on the same state."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
