"""A backup brings back what the kiosk knew, tells a finder nothing, and never lets one kiosk speak as another."""

from pathlib import Path

import msgspec
import pytest

from kiosk.adapters.backup_file import about, make_key, unseal
from kiosk.adapters.identity import load_or_create_identity
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.bootstrap.backup import ENDING, back_up
from kiosk.bootstrap.places import places
from kiosk.errors import BackupKeyUnusable, BackupUnreadable, NotEnrolled
from kiosk.settings import Backup, Folders, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A kiosk with an identity and a ledger, whose backups go to the office's key."""
    public = make_key(tmp_path / "office.pem")
    made = Settings(folders=Folders(state=tmp_path / "state", run=tmp_path / "run"), backup=Backup(public_key=public, keep=2))
    where = places(made)
    where.make()
    source = f"/kiosks/{load_or_create_identity(where.state).kiosk}"
    intakes = SqliteIntakes(where.ledger, source)
    intakes.learn("04242005045112", "kettle")
    intakes.close()
    return made


def test_a_backup_carries_neither_key_nor_token(settings: Settings, tmp_path: Path) -> None:
    """Nor the key of the site's tags: whoever opens it cannot speak as this kiosk."""
    state = settings.folders.state
    for secret in ("enrolment.json", "tags.key"):
        (state / secret).write_text("SECRET-OF-" + secret)

    (file,) = back_up(settings, None)
    inside = unseal(file.read_bytes(), tmp_path / "office.pem")

    import io
    import tarfile

    with tarfile.open(fileobj=io.BytesIO(inside), mode="r:gz") as tar:
        names = tar.getnames()
        contents = b"".join(each.read() for member in tar if (each := tar.extractfile(member)))
    assert names == ["ledger.db"]
    assert b"SECRET-OF-" not in contents
    assert (state / "key.pem").read_bytes() not in contents


def test_a_finder_reads_only_whose_it_is(settings: Settings) -> None:
    (file,) = back_up(settings, None)
    sealed = file.read_bytes()

    assert set(about(sealed)) == {"kiosk", "made", "version"}
    assert b"SQLite" not in sealed


@pytest.mark.parametrize("place", [0, 20, -1], ids=["name", "head", "body"])
def test_a_changed_backup_is_refused(settings: Settings, tmp_path: Path, place: int) -> None:
    (file,) = back_up(settings, None)
    changed = bytearray(file.read_bytes())
    changed[place] ^= 1

    with pytest.raises(BackupUnreadable):
        unseal(bytes(changed), tmp_path / "office.pem")


def test_another_key_opens_nothing(settings: Settings, tmp_path: Path) -> None:
    (file,) = back_up(settings, None)
    make_key(tmp_path / "other.pem")

    with pytest.raises(BackupUnreadable):
        unseal(file.read_bytes(), tmp_path / "other.pem")


def test_without_a_key_of_the_office_nothing_is_written(settings: Settings, tmp_path: Path) -> None:
    """Better no backup than one that anybody reads."""
    keyless = msgspec.structs.replace(settings, backup=Backup(public_key=tmp_path / "none.pub"))

    with pytest.raises(BackupKeyUnusable):
        back_up(keyless, None)
    assert not list(tmp_path.rglob(f"*{ENDING}"))


def test_a_kiosk_that_never_worked_has_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(NotEnrolled):
        back_up(Settings(folders=Folders(state=tmp_path, run=tmp_path)), None)


def test_only_so_many_are_kept(settings: Settings, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    for day in range(5):
        (stick / f"k-1-2026010{day}T000000Z{ENDING}").touch()

    back_up(settings, None, stick)

    assert len(list(stick.glob(f"*{ENDING}"))) == 2
