"""The whole product as its user starts it: every role a process, from pictures to the hub."""

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

KIOSK = [sys.executable, "-m", "kiosk"]
ROLES = (
    "run desk",
    "run capture",
    "run delivery",
    "kiosk.plugin_host.worker safety_stops",
    "kiosk.plugin_host.worker reuse_rules",
    "hub serve",
)


def demo(state: Path, *more: str, timeout_s: float = 110) -> subprocess.CompletedProcess[str]:
    words = [*KIOSK, "demo", "--headless", "--port", "0", "--state", str(state), *more]
    return subprocess.run(words, capture_output=True, text=True, timeout=timeout_s, check=False)


def kiosk_on(state: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*KIOSK, "--settings", str(state / "settings.toml"), *words], capture_output=True, text=True, check=False)


def test_every_drawn_label_reaches_the_hub_exactly_once(tmp_path: Path) -> None:
    """From a photographed barcode to the hub, by script."""
    shown = demo(tmp_path, "--items", "8")

    assert shown.returncode == 0, shown.stdout + shown.stderr[-3000:]
    assert "8 shown, 8 recorded, 0 without a readable code, 0 stuck" in shown.stdout
    assert "8 of 8 intakes are at the hub, exactly once" in shown.stdout


def test_a_recorded_intake_can_be_explained_and_nothing_waits(tmp_path: Path) -> None:
    shown = demo(tmp_path, "--items", "2")
    intake = re.findall(r": ([0-9a-z]+-\d+)$", shown.stdout, re.MULTILINE)[0]

    explained = kiosk_on(tmp_path, "explain", intake, "--language", "en")
    status = kiosk_on(tmp_path, "outbox", "status")

    assert f"Intake {intake}: recorded" in explained.stdout
    assert "Verdict:" in explained.stdout
    assert " 0 waiting, 0 parked" in status.stdout
    assert kiosk_on(tmp_path, "outbox", "list").stdout == ""
    assert kiosk_on(tmp_path, "outbox", "retry").stdout == "0 events are due now\n"


def test_an_unknown_intake_is_a_sentence(tmp_path: Path) -> None:
    demo(tmp_path, "--items", "1")

    explained = kiosk_on(tmp_path, "explain", "nothing-9")

    assert explained.returncode == 2
    assert explained.stderr.strip().endswith("[KSK-142]")
    assert "Traceback" not in explained.stderr


def test_any_role_may_be_killed_while_items_come_in(tmp_path: Path) -> None:
    """SIGKILL every role in turn: the others go on, it comes back, nothing is lost or sent twice."""
    words = [*KIOSK, "demo", "--headless", "--port", "0", "--state", str(tmp_path), "--items", "16"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True) as running:
        errors: list[str] = []
        reader = threading.Thread(target=lambda: errors.extend(running.stderr or ()))
        reader.start()
        said, killed = [], []
        for line in running.stdout or ():
            said.append(line)
            if re.search(r": [0-9a-z]+-\d+$", line) and len(killed) < len(ROLES):
                killed.append(kill_child(running.pid, ROLES[len(killed)]))
        running.wait(60)
        reader.join()
    out = "".join(said)

    assert running.returncode == 0, out + "".join(errors)[-4000:]
    assert all(killed)
    assert " 0 stuck" in out
    assert_each_event_once(tmp_path)


def kill_child(parent: int, words: str) -> bool:
    """SIGKILL the child of the demo whose command line has the words."""
    for child in children(parent):
        command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        if words in command:
            os.kill(child, signal.SIGKILL)
            return True
    return False


def children(parent: int) -> Iterator[int]:
    for task in Path(f"/proc/{parent}/task").iterdir():
        yield from (int(each) for each in (task / "children").read_text().split())


def assert_each_event_once(state: Path) -> None:
    """What the ledger wrote is what the hub has: the same sequences, each once."""
    with sqlite3.connect(state / "ledger.db") as ledger:
        written = [row[0] for row in ledger.execute("SELECT seq FROM events ORDER BY seq")]
    ledger.close()
    with sqlite3.connect(state / "hub.db") as hub:
        stored = [row[0] for row in hub.execute("SELECT sequence FROM events ORDER BY sequence")]
    hub.close()
    assert written
    assert stored == written


def test_nothing_is_left_running_after_the_demo(tmp_path: Path) -> None:
    demo(tmp_path, "--items", "1")

    ours = [each for each in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path).encode() in _cmdline(each)]
    assert not ours


def _cmdline(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


@pytest.mark.reference
def test_real_photographs_reach_the_hub(tmp_path: Path, reference_data: Path) -> None:
    """Each photograph ``kiosk read`` reads brings one intake; those it does not read bring none."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    pictures = [
        each
        for kind in ("ean13", "code128", "qrcode", "datamatrix", "none")
        for each in sorted((reference_data / "barcodes" / kind).iterdir())[3:5]
    ]
    for picture in pictures:
        shutil.copy(picture, folder / f"{picture.parent.name}-{picture.name}")
    readable = files_that_read(sorted(folder.iterdir()))

    shown = demo(tmp_path / "state", "--images", str(folder))

    assert shown.returncode == 0, shown.stdout + shown.stderr[-3000:]
    assert recorded_files(shown.stdout) == readable
    assert_each_event_once(tmp_path / "state")


@pytest.mark.reference
@pytest.mark.long
@pytest.mark.timeout(3600)
def test_every_photograph_that_reads_brings_one_intake(tmp_path: Path, reference_data: Path) -> None:
    """The headless demo over every file of the manifest."""
    barcodes = reference_data / "barcodes"
    with (barcodes / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        files = sorted({barcodes / row["file"] for row in csv.DictReader(manifest)})
    readable = files_that_read([each for each in files if each.exists()])

    shown = demo(tmp_path, "--images", str(barcodes), timeout_s=3500)

    assert shown.returncode == 0, shown.stdout[-3000:] + shown.stderr[-3000:]
    assert readable <= recorded_files(shown.stdout)
    assert_each_event_once(tmp_path)


def files_that_read(files: list[Path]) -> set[str]:
    """Return the names of the files in which ``kiosk read`` finds a code."""
    found = subprocess.run([*KIOSK, "read", "--json", *map(str, files)], capture_output=True, text=True, check=False)
    return {Path(json.loads(line)["file"]).name for line in found.stdout.splitlines()}


def recorded_files(said: str) -> set[str]:
    """Return the names of the files the demo recorded an intake for."""
    return {match[0] for match in re.findall(r"^(.+): ([0-9a-z]+-\d+)$", said, re.MULTILINE)}
