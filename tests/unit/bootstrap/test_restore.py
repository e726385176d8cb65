"""A restored ledger begins a new epoch; what the hub does not have is delivered, of the backup and of what lay there."""

import os
import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.adapters.backup_file import make_key
from kiosk.adapters.identity import load_or_create_identity
from kiosk.adapters.ledger.file import open_ledger
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.set_aside import folders
from kiosk.bootstrap.backup import back_up, restore
from kiosk.bootstrap.places import places
from kiosk.errors import KioskRuns
from kiosk.settings import Backup, Folders, Settings

DESK = 12345
"""A user's number that nobody has here."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A kiosk that knows one product."""
    made = Settings(
        folders=Folders(state=tmp_path / "state", run=tmp_path / "run"), backup=Backup(public_key=make_key(tmp_path / "office.pem"))
    )
    places(made).make()
    load_or_create_identity(made.folders.state)
    _learn(made, "04242005045112", "kettle")
    return made


def _learn(settings: Settings, gtin: str, category: str) -> None:
    intakes = SqliteIntakes(places(settings).ledger, f"/kiosks/{load_or_create_identity(settings.folders.state).kiosk}")
    intakes.learn(gtin, category)
    intakes.close()


def _epoch(settings: Settings) -> str:
    with closing(open_ledger(places(settings).ledger).connection) as connection:
        return str(connection.execute("SELECT epoch FROM meta").fetchone()[0])


def test_both_ledgers_lie_ready_for_the_next_start_and_none_is_lost(settings: Settings, tmp_path: Path) -> None:
    """The one that was there first, then the backup's: the desk salvages each."""
    (file,) = back_up(settings, None, tmp_path)
    _learn(settings, "04242005045129", "toaster")

    back = restore(settings, file, tmp_path / "office.pem")

    aside = folders(places(settings).ledger)
    assert back.is_ours
    assert len(aside) == 2
    assert not places(settings).ledger.exists()
    known = [_categories(each / "ledger.db") for each in aside]
    assert known == [["kettle", "toaster"], ["kettle"]]


def _categories(ledger: Path) -> list[str]:
    with closing(sqlite3.connect(ledger)) as connection:
        return [str(each[0]) for each in connection.execute("SELECT category FROM catalogue ORDER BY category")]


def test_the_desks_next_start_begins_a_new_epoch_with_what_was_taught(settings: Settings, tmp_path: Path) -> None:
    from kiosk.adapters.ledger.repair import repair
    from kiosk.contract.events import EventType, Happening
    from kiosk.domain.moment import Moment

    before = _epoch(settings)
    (file,) = back_up(settings, None, tmp_path)
    restore(settings, file, tmp_path / "office.pem")

    source = f"/kiosks/{load_or_create_identity(settings.folders.state).kiosk}"
    at = Moment(1_800_000_000.0, "boot-1", 1.0, synchronised=True)
    repair(
        places(settings).ledger,
        source,
        lambda reset: Happening(EventType.LEDGER_RESET, reset.folder, at, {"damage": reset.why, "salvaged": reset.events}),
    )

    assert _epoch(settings) != before
    assert _categories(places(settings).ledger) == ["kettle"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_restores_is_the_desks(settings: Settings, tmp_path: Path) -> None:
    """A desk that may not write where its ledgers were set aside would never start again."""
    (file,) = back_up(settings, None, tmp_path)
    state = settings.folders.state
    for each in (state, *state.rglob("*")):
        os.chown(each, DESK, DESK)

    restore(settings, file, tmp_path / "office.pem")

    assert len(folders(places(settings).ledger)) == 2
    assert {str(each.relative_to(state)): each.stat().st_uid for each in state.rglob("*") if each.stat().st_uid != DESK} == {}


def test_nothing_is_restored_under_a_running_desk(settings: Settings, tmp_path: Path) -> None:
    (file,) = back_up(settings, None, tmp_path)
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(places(settings).desk_socket))
        door.listen()
        with pytest.raises(KioskRuns):
            restore(settings, file, tmp_path / "office.pem")

    assert places(settings).ledger.exists()


def _with_people(settings: Settings) -> tuple[Path, Path]:
    """Let a person work there and practice have a photograph; return both files."""
    people, photograph = settings.folders.state / "staff.json", places(settings).practice / "kettle.jpg"
    people.write_text('[{"id": "s1", "name": "Amina"}]')
    photograph.parent.mkdir()
    photograph.write_bytes(b"\xff\xd8\xffkettle")
    return people, photograph


def test_people_and_practice_come_back_on_a_new_card(settings: Settings, tmp_path: Path) -> None:
    people, photograph = _with_people(settings)
    (file,) = back_up(settings, None, tmp_path)
    people.unlink()
    photograph.unlink()

    back = restore(settings, file, tmp_path / "office.pem")

    assert back.beside == ("staff.json", "practice")
    assert "Amina" in people.read_text()
    assert people.stat().st_mode & 0o777 == 0o600
    assert photograph.read_bytes() == b"\xff\xd8\xffkettle"


def test_who_was_removed_since_stays_removed(settings: Settings, tmp_path: Path) -> None:
    """And so does a photograph somebody took away."""
    people, photograph = _with_people(settings)
    (file,) = back_up(settings, None, tmp_path)
    people.write_text('[{"id": "s2", "name": "Bart"}]')
    photograph.rename(photograph.with_name("toaster.jpg"))

    back = restore(settings, file, tmp_path / "office.pem")

    assert back.beside == ()
    assert "Amina" not in people.read_text()
    assert not photograph.exists()
