"""Which files are ledgers, and what the disk must promise."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from intake_samples import NOON, recorded_intake, told

from kiosk.adapters.ledger import migrating
from kiosk.adapters.ledger.file import APPLICATION_ID, open_ledger
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.migrating import KNOWN_SCHEMA, THOUSAND
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.ledger.repair import repair
from kiosk.errors import LedgerForeign, LedgerTooNew, LedgerUnwritable
from kiosk.services.happenings import ledger_reset

SOURCE = "/kiosks/k-0123456789abcdef"


def _pragma(connection: sqlite3.Connection, name: str) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("page_size", 1024),
        ("application_id", APPLICATION_ID),
        ("user_version", KNOWN_SCHEMA),
    ],
)
def test_every_commit_of_a_ledger_is_synced(tmp_path: Path, name: str, wanted: object) -> None:
    """Read back on the connection that is used: SQLite says nothing when it does not grant a wish."""
    ledger = open_ledger(tmp_path / "ledger.db", SOURCE)

    granted = _pragma(ledger.connection, name)

    ledger.connection.close()
    assert granted == wanted


def test_one_more_connection_has_the_same_promises(tmp_path: Path) -> None:
    """The writer's connection is the one that counts."""
    ledger = open_ledger(tmp_path / "ledger.db", SOURCE)
    second = ledger.connect()

    granted = [_pragma(second, name) for name in ("synchronous", "foreign_keys", "busy_timeout")]

    second.close()
    ledger.connection.close()
    assert granted == [2, 1, 5000]


def test_a_new_file_is_a_new_epoch_and_a_ledger_keeps_its_own(tmp_path: Path) -> None:
    """Two ledgers of one kiosk never give the same number twice."""
    epochs = []
    for name in ("a.db", "a.db", "b.db"):
        ledger = open_ledger(tmp_path / name, SOURCE)
        ledger.connection.close()
        epochs.append(ledger.epoch)

    assert epochs[0] == epochs[1]
    assert epochs[0] != epochs[2]


def test_another_kiosks_ledger_is_not_continued(tmp_path: Path) -> None:
    """A card that was moved to another kiosk would break the chain of both."""
    open_ledger(tmp_path / "ledger.db", SOURCE).connection.close()

    with pytest.raises(LedgerForeign):
        open_ledger(tmp_path / "ledger.db", "/kiosks/k-fedcba9876543210")


def test_who_only_looks_opens_any_ledger(tmp_path: Path) -> None:
    """``kiosk explain`` has no source."""
    open_ledger(tmp_path / "ledger.db", SOURCE).connection.close()

    open_ledger(tmp_path / "ledger.db").connection.close()


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    """What is not ours is neither used nor changed."""
    path = tmp_path / "ledger.db"
    path.write_bytes(b"this is somebody's letter\n" * 100)

    with pytest.raises(LedgerForeign):
        open_ledger(path, SOURCE)

    assert path.read_bytes() == b"this is somebody's letter\n" * 100


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    """The same for a database."""
    path = tmp_path / "ledger.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (id INTEGER)")
    other.close()
    before = path.read_bytes()

    with pytest.raises(LedgerForeign):
        open_ledger(path, SOURCE)

    assert path.read_bytes() == before


def test_a_newer_kiosks_ledger_is_left_alone(tmp_path: Path) -> None:
    """What a newer kiosk changed, and did not only add to, an older one may not write."""
    path = tmp_path / "ledger.db"
    ledger = open_ledger(path, SOURCE)
    ledger.connection.execute(f"PRAGMA user_version = {THOUSAND}")
    ledger.connection.close()

    with pytest.raises(LedgerTooNew):
        open_ledger(path, SOURCE)


def test_the_release_before_works_on_what_a_newer_one_added(tmp_path: Path) -> None:
    """An update that is taken back leaves the ledger alone: nothing is set aside, and the chain goes on."""
    path = tmp_path / "ledger.db"
    SqliteIntakes(path, SOURCE).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.executescript(f"""
            CREATE TABLE later (n INTEGER PRIMARY KEY);
            ALTER TABLE intakes ADD COLUMN colour TEXT NOT NULL DEFAULT '';
            ALTER TABLE events ADD COLUMN weight REAL;
            CREATE INDEX events_weighed ON events (weight);
            PRAGMA user_version = {KNOWN_SCHEMA + 1};
        """)
    assert repair(path, SOURCE, lambda reset: ledger_reset(reset, NOON)) == ()
    older = SqliteIntakes(path, SOURCE)
    outbox = SqliteOutbox(path)

    number = older.new_id()
    older.record(recorded_intake(number), [told(number)])

    assert len(outbox.waiting(10, 1 << 20)) == 1
    assert older.find(number) == recorded_intake(number)
    outbox.close()
    older.close()
    assert _pragma(sqlite3.connect(path), "user_version") == KNOWN_SCHEMA + 1, "the newer release would add it a second time"


def test_migrations_only_add() -> None:
    """And only what an older kiosk may leave out: tables, plain indexes, columns with a value of their own, and what stands in these."""
    folder = Path(migrating.__file__).parent / "migrations"
    adds = re.compile(
        r"CREATE (TABLE|INDEX) |DROP INDEX |INSERT INTO delivery_state |ALTER TABLE \w+ ADD COLUMN (?!.*NOT NULL(?! DEFAULT))"
    )
    others = []
    for each in sorted(folder.glob("*.sql")):
        text = re.sub(r"--.*", "", each.read_text(encoding="utf-8"))
        columns = tuple(f"{column} = " for column in re.findall(r"ADD COLUMN (\w+)", text))
        tables = set(re.findall(r"CREATE TABLE (\w+)", text))
        statements = [" ".join(statement.split()) for statement in migrating._statements(text) if statement.strip()]  # noqa: SLF001 - a trigger holds semicolons
        others += [
            each
            for each in statements
            if not adds.match(each) and not each.partition(" SET ")[2].startswith(columns) and not _writes_only(each, tables)
        ]

    assert others == []


def _writes_only(statement: str, tables: set[str]) -> bool:
    """Tell whether a statement, or a trigger that runs after what an older kiosk does, writes these tables alone."""
    written = re.findall(r"(?:INSERT INTO|; UPDATE|BEGIN UPDATE|DELETE FROM) (\w+)", statement)
    return statement.startswith(("INSERT INTO ", "CREATE TRIGGER ")) and " BEFORE " not in statement and set(written) <= tables


def test_a_folder_that_is_not_there_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnwritable, match="could not be saved"):
        open_ledger(tmp_path / "gone" / "ledger.db", SOURCE)


def test_the_known_schema_is_the_last_migration() -> None:
    """Else a ledger of the kiosk before is never brought up to date."""
    folder = Path(migrating.__file__).parent / "migrations"

    assert sorted(each.name[:4] for each in folder.glob("*.sql")) == [f"{number:04d}" for number in range(1, KNOWN_SCHEMA + 1)]
