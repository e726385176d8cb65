"""``kiosk plugin new``: what is written works as it stands."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.errors import PluginNotBegun
from kiosk.plugin_host.beginning import begin_plugin
from kiosk.testing import mistakes


def pytest_in(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the tests of a folder as its author would."""
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "."]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_new_plugin_passes_every_rule_and_its_own_tests(tmp_path: Path) -> None:
    """Without a network and without a change."""
    result = CliRunner().invoke(main, ["plugin", "new", "old_lamps", "--in", str(tmp_path)])

    assert result.exit_code == 0
    assert mistakes(tmp_path / "old_lamps") == []
    tested = pytest_in(tmp_path / "old_lamps")
    assert tested.returncode == 0, tested.stdout
    assert "5 passed" in tested.stdout


def test_the_author_may_have_any_name(tmp_path: Path) -> None:
    """Quotes and all."""
    folder = begin_plugin("lamps", tmp_path, 'Ann "A" \\ Aerts')

    assert tomllib.loads((folder / "plugin.toml").read_text())["author"] == 'Ann "A" \\ Aerts'


@pytest.mark.parametrize("name", ["Lamps", "1lamp", "l", "la-mps", "../lamps", "lamps\n", "random", "kiosk", "x" * 33])
def test_a_name_that_cannot_be_a_plugins_is_refused(tmp_path: Path, name: str) -> None:
    """Nothing is written."""
    with pytest.raises(PluginNotBegun):
        begin_plugin(name, tmp_path, "A partner")

    assert list(tmp_path.iterdir()) == []


def test_what_lies_there_is_not_touched(tmp_path: Path) -> None:
    """Neither a folder of that name nor a place nobody may write to."""
    begin_plugin("lamps", tmp_path, "A partner")
    (tmp_path / "file").write_text("")

    with pytest.raises(PluginNotBegun, match="is there already"):
        begin_plugin("lamps", tmp_path, "A partner")
    with pytest.raises(PluginNotBegun):
        begin_plugin("lamps", tmp_path / "file", "A partner")


def test_a_test_outside_a_plugin_is_told_what_is_missing(tmp_path: Path) -> None:
    """The fixtures look for the nearest plugin.toml."""
    (tmp_path / "test_it.py").write_text("def test_it(plugin):\n    pass\n")

    tested = pytest_in(tmp_path)

    assert tested.returncode == 1
    assert "holds a plugin.toml" in tested.stdout
