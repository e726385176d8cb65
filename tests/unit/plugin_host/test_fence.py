"""The fence, rule by rule. Python calls it where coverage cannot look, so here it is called as Python does."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.plugin_host.fence import Fence, Guard


@pytest.fixture
def guard(tmp_path: Path) -> Guard:
    """A guard of a kiosk's state folder with datasets in it."""
    (tmp_path / "link").symlink_to(tmp_path / "state")
    return Guard(Fence(keep_out=(tmp_path / "state",), read_only=(tmp_path / "state" / "datasets",)))


@pytest.fixture
def lines() -> Iterator[dict[str, socket.socket]]:
    """A socket of each family."""
    made = {"net": socket.socket(socket.AF_INET, socket.SOCK_DGRAM), "unix": socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)}
    yield made
    for each in made.values():
        each.close()


@pytest.mark.parametrize("event", ["socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"])
def test_only_sockets_of_this_machine_may_be_used(guard: Guard, lines: dict[str, socket.socket], event: str) -> None:
    guard.look(event, (lines["unix"], "/run/x.sock"))

    with pytest.raises(PermissionError, match="has no network"):
        guard.look(event, (lines["net"], ("127.0.0.1", 80)))


@pytest.mark.parametrize("event", ["socket.getaddrinfo", "socket.gethostbyname"])
def test_no_name_is_looked_up(guard: Guard, event: str) -> None:
    """A name can carry what was read."""
    with pytest.raises(PermissionError, match="has no network"):
        guard.look(event, ("secret.example.org",))


@pytest.mark.parametrize("place", ["state/ledger.db", "state", "link/token", "state/datasets/../token"])
@pytest.mark.parametrize("event", ["open", "os.listdir", "sqlite3.connect"])
def test_the_kiosks_own_files_are_kept_from_it(guard: Guard, tmp_path: Path, place: str, event: str) -> None:
    """By whatever way they are named."""
    with pytest.raises(PermissionError, match="no plugin's business"):
        guard.look(event, (str(tmp_path / place), "r", 0))


@pytest.mark.parametrize(("mode", "flags"), [("r", os.O_RDONLY), ("rb", 0), (None, 0)])
def test_datasets_may_be_read(guard: Guard, tmp_path: Path, mode: str | None, flags: int) -> None:
    guard.look("open", (os.fsencode(tmp_path / "state" / "datasets" / "recalls"), mode, flags))


@pytest.mark.parametrize(("mode", "flags"), [("w", 0), ("r+", 0), ("a", 0), (None, os.O_WRONLY), (None, os.O_RDWR | os.O_CREAT)])
def test_datasets_may_not_be_written(guard: Guard, tmp_path: Path, mode: str | None, flags: int) -> None:
    with pytest.raises(PermissionError, match="cannot change"):
        guard.look("open", (str(tmp_path / "state" / "datasets" / "recalls"), mode, flags))


@pytest.mark.parametrize("event", ["os.remove", "os.rename", "os.truncate", "os.mkdir", "os.chmod", "sqlite3.connect"])
def test_datasets_may_not_be_changed_otherwise(guard: Guard, tmp_path: Path, event: str) -> None:
    with pytest.raises(PermissionError, match="cannot change"):
        guard.look(event, (str(tmp_path / "state" / "datasets" / "recalls"),))


@pytest.mark.parametrize("event", ["os.rename", "os.link"])
def test_nothing_is_put_among_the_datasets_from_elsewhere(guard: Guard, tmp_path: Path, event: str) -> None:
    with pytest.raises(PermissionError, match="cannot change"):
        guard.look(event, (str(tmp_path / "mine"), str(tmp_path / "state" / "datasets" / "recalls"), -1, -1))


def test_everything_else_is_its_own_business(guard: Guard, tmp_path: Path) -> None:
    """Its temporary folder, the time zones, a file that is already open, things that are no files."""
    guard.look("open", (str(tmp_path / "statement.txt"), "w", os.O_WRONLY))
    guard.look("open", ("/usr/share/zoneinfo/Europe/Brussels", "r", 0))
    guard.look("open", (3, "r", 0))
    guard.look("import", ("tomllib", None))
