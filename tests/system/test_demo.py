"""The whole product as its user starts it: every role a process, from pictures to the hub."""

import csv
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

KIOSK = [sys.executable, "-m", "kiosk"]


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
