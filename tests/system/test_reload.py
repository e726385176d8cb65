"""``kiosk demo --reload`` with a plugin somebody is writing."""

import subprocess
import sys
from pathlib import Path

from kiosk.adapters.clock import SystemClock
from kiosk.plugin_host.beginning import begin_plugin


def worker_of(folder: Path) -> int | None:
    """Return the process id of the plugin's worker."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"kiosk.plugin_host.worker" in words and str(folder).encode() in words:
            return int(process.name)
    return None


def until_worker_is_not(folder: Path, old: int | None, seconds: float = 30.0) -> int:
    clock, waited = SystemClock(), 0.0
    while (found := worker_of(folder)) in {None, old} and waited < seconds:
        clock.wait(0.05)
        waited += 0.05
    assert found not in {None, old}
    return found or 0


def test_saving_a_file_restarts_that_worker_and_no_other(tmp_path: Path) -> None:
    """The author sees the change at the next scan."""
    mine = begin_plugin("old_lamps", tmp_path / "mine", "A partner")
    words = [
        sys.executable,
        "-m",
        "kiosk",
        "demo",
        "--port",
        "0",
        "--state",
        str(tmp_path / "state"),
        "--plugins",
        str(mine.parent),
        "--reload",
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        try:
            first = until_worker_is_not(mine, None)
            said = iter(running.stdout or ())
            assert "Open http://127.0.0.1" in next(said)
            assert "supervisor's badge" in next(said)
            module = mine / "old_lamps.py"

            module.write_text(module.read_text(encoding="utf-8") + "\n# saved\n", encoding="utf-8")

            assert "old_lamps has changed" in next(said)
            assert until_worker_is_not(mine, first) != first
        finally:
            running.terminate()
