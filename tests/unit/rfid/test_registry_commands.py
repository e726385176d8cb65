"""``kiosk tags``, and the capture role put together from its settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from fakes import HandClock

from kiosk.adapters.ledger.registry import SqliteRegistry
from kiosk.cli import main

MARKS = ("a1" * 32, "a2" * 32)


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A kiosk on whose reader two tags nobody knows were laid."""
    (tmp_path / "state").mkdir()
    file = tmp_path / "settings.toml"
    file.write_text(f'[folders]\nstate = "{tmp_path}/state"\nrun = "{tmp_path}/run"\n')
    registry = SqliteRegistry(tmp_path / "state" / "ledger.db", tmp_path / "state" / "registry", tmp_path / "state" / "tags.key")
    clock = HandClock()
    for mark in MARKS:
        clock.wait(1)
        registry.keep_unknown(mark, clock.now())
    registry.close()
    return file


def tags(settings: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--settings", str(settings), "tags", *words])


def test_unknown_tags_are_listed_latest_first(settings: Path) -> None:
    listed = tags(settings, "list").output.splitlines()

    assert [line.split()[:2] for line in listed] == [[MARKS[1][:12], "unknown"], [MARKS[0][:12], "unknown"]]


def test_a_tag_is_linked_listed_and_unlinked(settings: Path) -> None:
    linked = tags(settings, "link", "a1", "container", "5")
    listed = tags(settings, "list").output.splitlines()
    unlinked = tags(settings, "unlink", MARKS[0][:12])

    assert (linked.exit_code, unlinked.exit_code) == (0, 0)
    assert listed[0].split() == [MARKS[0][:12], "container", "5"]
    assert "a1a1" not in tags(settings, "list").output


@pytest.mark.parametrize(
    ("role", "name", "near"),
    [("command", "undoo", "undo"), ("command", "kind-ketle", "kind-kettle"), ("container", "55", "5"), ("command", "stop", "")],
)
def test_a_name_nobody_obeys_is_refused_with_those_there_are(settings: Path, role: str, name: str, near: str) -> None:
    """Else the tag is linked, and every time it is shown the screen says that it fits nothing."""
    said = tags(settings, "link", "a1", role, name)

    assert said.exit_code == 2
    assert "KSK-151" in said.output
    assert ("did you mean " + near if near else "there are: confirm, back") in said.output
    assert MARKS[0][:12] in tags(settings, "list").output.splitlines()[1]


@pytest.mark.parametrize("name", ["undo", "kind-kettle", "danger-battery", "language-fr"])
def test_a_tag_may_stand_for_any_button_there_is(settings: Path, name: str) -> None:
    assert tags(settings, "link", "a1", "command", name).output.split() == [MARKS[0][:12], "command", name]


@pytest.mark.parametrize("beginning", ["ff", "a", ""], ids=["none", "two", "all"])
def test_a_beginning_that_fits_not_exactly_one_is_told(settings: Path, beginning: str) -> None:
    said = tags(settings, "link", beginning, "container", "5")

    assert said.exit_code == 2
    assert "KSK-150" in said.output


def test_capture_runs_on_scanners_and_the_simulated_chip(tmp_path: Path) -> None:
    """A scanner that is not there stops nothing; told to end, it ends cleanly."""
    file = tmp_path / "settings.toml"
    file.write_text(
        f'[folders]\nstate = "{tmp_path}/state"\nrun = "{tmp_path}/run"\n[capture]\ntags = "simulated"\n'
        f'[[capture.scanners]]\nkind = "serial"\ndevice = "{tmp_path}/none"\n'
        f'[[capture.scanners]]\nkind = "keyboard"\ndevice = "{tmp_path}/keys"\nlayout = "be"\n'
    )
    os.mkfifo(tmp_path / "keys")
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "--settings", str(file), "run", "capture"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr
    told = next(line for line in process.stderr if "KSK-134" in line)

    process.terminate()
    process.communicate(timeout=10)

    assert "none" in told
    assert process.returncode == 0
