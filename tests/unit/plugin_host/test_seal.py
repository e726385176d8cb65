"""The seal: whatever changes in a plugin's folder changes its number, and what cannot be told is refused."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.errors import PluginStrays, PluginUnapproved
from kiosk.plugin_host.seal import check_seal, seal_of


@pytest.fixture
def plugin(tmp_path: Path) -> Path:
    """A plugin's folder with a library of its own."""
    folder = tmp_path / "kettles"
    (folder / "lib" / "tables").mkdir(parents=True)
    (folder / "plugin.toml").write_text("name = 'kettles'")
    (folder / "lib" / "tables" / "__init__.py").write_text("x = 1")
    (folder / "lib" / "tables" / "__init__.py").chmod(0o644)
    return folder


CHANGES: dict[str, Callable[[Path], object]] = {
    "bytes": lambda folder: (folder / "plugin.toml").write_text("name = 'kettlez'"),
    "a library": lambda folder: (folder / "lib" / "tables" / "__init__.py").write_text("x = 2"),
    "a mode": lambda folder: (folder / "lib" / "tables" / "__init__.py").chmod(0o755),
    "a name": lambda folder: (folder / "plugin.toml").rename(folder / "plugin.tml"),
    "one more file": lambda folder: (folder / "more.py").touch(),
    "a hidden file": lambda folder: (folder / ".hidden").touch(),
    "one file less": lambda folder: (folder / "plugin.toml").unlink(),
    "bytecode beside the source": lambda folder: (folder / "tables.pyc").write_bytes(b"x"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_changes_the_seal(plugin: Path, change: Callable[[Path], object]) -> None:
    before = seal_of(plugin)

    change(plugin)

    assert seal_of(plugin) != before


def test_what_python_leaves_behind_does_not_count(plugin: Path) -> None:
    """Workers never read it."""
    before = seal_of(plugin)

    (plugin / "__pycache__").mkdir()
    (plugin / "__pycache__" / "x.pyc").write_bytes(b"x")

    assert seal_of(plugin) == before


def test_the_place_of_the_folder_does_not_count(plugin: Path) -> None:
    before = seal_of(plugin)

    assert seal_of(plugin.rename(plugin.with_name("moved"))) == before


def _link(folder: Path) -> None:
    (folder / "out").symlink_to("/etc")


def _link_to_itself(folder: Path) -> None:
    (folder / "lib" / "loop").symlink_to("..")


def _pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


@pytest.mark.parametrize(("stray", "what"), [(_link, "a link"), (_link_to_itself, "a link"), (_pipe, "neither a file nor a folder")])
def test_links_and_devices_are_refused(plugin: Path, stray: Callable[[Path], None], what: str) -> None:
    """What they lead to can change without the folder changing; a pipe would hold up whoever reads it."""
    stray(plugin)

    with pytest.raises(PluginStrays, match=what):
        seal_of(plugin)


def test_a_folder_that_is_a_link_is_refused(plugin: Path) -> None:
    link = plugin.with_name("link")
    link.symlink_to(plugin)

    with pytest.raises(PluginStrays, match="its folder is a link"):
        seal_of(link)


def test_a_folder_that_is_gone_has_no_seal(tmp_path: Path) -> None:
    with pytest.raises(PluginStrays, match="No such file"):
        seal_of(tmp_path / "gone")


def test_only_the_seal_it_got_is_accepted(plugin: Path) -> None:
    check_seal("kettles", plugin, seal_of(plugin))

    with pytest.raises(PluginUnapproved, match="never approved"):
        check_seal("kettles", plugin, "")
    with pytest.raises(PluginUnapproved, match="changed after its approval"):
        check_seal("kettles", plugin, "0" * 64)
