"""A worker starts again when a file of its plugin changes."""

import threading
from pathlib import Path

import pytest

from kiosk.bootstrap.reload import FolderWatch, watch


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lamps" / "tests").mkdir(parents=True)
    (tmp_path / "lamps" / "lamps.py").write_text("A = 1")
    (tmp_path / "radios").mkdir()
    return tmp_path


def test_only_the_plugin_that_changed_is_named_and_only_once(folder: Path) -> None:
    """A new file, a written one, one that went."""
    watched = FolderWatch({name: folder / name for name in ("lamps", "radios")})
    assert watched.changed() == ()

    (folder / "lamps" / "lamps.py").write_text("A = 22")
    assert (watched.changed(), watched.changed()) == (("lamps",), ())
    (folder / "radios" / "new.py").write_text("")
    assert watched.changed() == ("radios",)
    (folder / "radios" / "new.py").unlink()
    assert watched.changed() == ("radios",)


@pytest.mark.parametrize("left", ["__pycache__/lamps.pyc", ".lamps.py.swp", "tests/.pytest_cache/x", "lamps.py~"])
def test_what_tools_leave_there_is_no_change(folder: Path, left: str) -> None:
    """Else running its tests would restart it."""
    watched = FolderWatch({"lamps": folder / "lamps"})

    file = folder / "lamps" / left
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("")

    assert watched.changed() == ()


def test_a_change_asks_for_a_restart_until_it_is_over(folder: Path) -> None:
    """Files and folders that vanish meanwhile do no harm."""
    asked, ended, restarted = threading.Event(), threading.Event(), []
    watched = FolderWatch({"lamps": folder / "lamps", "gone": folder / "gone"})
    (folder / "lamps" / "dangling").symlink_to(folder / "nowhere")

    def restart(name: str) -> None:
        restarted.append(name)
        asked.set()

    watcher = threading.Thread(target=watch, args=(watched, restart, ended, 0.01))
    watcher.start()
    (folder / "lamps" / "lamps.py").write_text("A = 333")
    assert asked.wait(5)
    ended.set()
    watcher.join(5)

    assert restarted == ["lamps"]
