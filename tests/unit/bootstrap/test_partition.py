"""Without its data partition a kiosk says so and records nothing: never a silent fall-back to memory."""

import http.client
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.bootstrap import partition
from kiosk.cli import main
from kiosk.errors import DataPartitionMissing
from kiosk.settings import Folders, Settings, Web


def _settings(state: Path, **web: int) -> Settings:
    return Settings(folders=Folders(state=state, run=state / "run", state_is_partition=True), web=Web(**web))


def test_a_folder_that_is_no_mount_is_missing(tmp_path: Path) -> None:
    """Where the settings say that there is a partition; elsewhere any folder will do."""
    assert partition.is_missing(_settings(tmp_path))
    assert not partition.is_missing(Settings(folders=Folders(state=tmp_path)))
    with pytest.raises(DataPartitionMissing, match="not mounted"):
        partition.must_be_there(_settings(tmp_path))


def test_a_mount_in_memory_is_missing_too() -> None:
    """/proc is a mount, and /dev/shm is one in memory."""
    assert partition.is_missing(_settings(Path("/dev/shm")))  # noqa: S108 - looked at, not written


def test_the_screen_says_so_and_no_ledger_is_begun(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ended = threading.Event()
    said = threading.Thread(target=partition.say_sorry, args=(_settings(tmp_path, port=port), ended))
    said.start()
    try:
        status, page = _page(port)
    finally:
        ended.set()
        said.join(10)

    assert status == 503
    assert "KSK-610" in page
    assert [language for language in ("nl", "fr", "en", "de") if f'lang="{language}"' not in page] == []
    assert not list(tmp_path.rglob("ledger.db"))


def _page(port: int) -> tuple[int, str]:
    for _ in range(200):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except ConnectionRefusedError:
            threading.Event().wait(0.05)
        finally:
            connection.close()
    raise AssertionError("nobody answered")


def test_no_key_is_made_in_memory(tmp_path: Path) -> None:
    environment = {"KIOSK_FOLDERS__STATE": str(tmp_path), "KIOSK_FOLDERS__STATE_IS_PARTITION": "true"}

    done = CliRunner().invoke(main, ["run", "identity"], env=environment)

    assert done.exit_code == 2
    assert "KSK-610" in done.output
    assert not (tmp_path / "key.pem").exists()
