"""``kiosk`` on an installed kiosk acts as the user whose files it touches: else the desk could not read what root wrote."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "systemd" / "kiosk-command"


def acted_as(folder: Path, *words: str) -> str:
    """Return the user a command runs as when root gives it; ``setpriv`` and ``id`` stand in for root's."""
    for name, answer in {"setpriv": 'echo "$1"', "id": 'case "$1" in -un) echo root ;; *) echo 0 ;; esac', "kiosk": "echo root"}.items():
        (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
        (folder / name).chmod(0o755)
    script = SCRIPT.read_text().replace("/opt/kiosk/current/bin/kiosk", str(folder / "kiosk"))
    environment = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
    done = subprocess.run(["sh", "-c", script, "kiosk", *words], env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip().removeprefix("--reuid=")


@pytest.mark.parametrize(
    ("command", "user"),
    [("staff", "kiosk-desk"), ("tags", "kiosk-desk"), ("explain", "kiosk-desk"), ("outbox", "kiosk-delivery"), ("practice", "root")],
)
def test_a_command_acts_as_the_owner_of_its_files(tmp_path: Path, command: str, user: str) -> None:
    """``practice`` reads a photograph wherever it lies, and leaves files everybody may read."""
    assert acted_as(tmp_path, command, "list") == user
