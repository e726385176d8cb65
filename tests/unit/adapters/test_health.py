"""The doctor's page: each fault is told apart, and each has its remedy."""

import json
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from click.testing import CliRunner
from pytest_httpserver import HTTPServer

from kiosk.adapters.health_disk import Disk, file_system_of
from kiosk.adapters.health_hub import HubLine
from kiosk.adapters.health_ledger import LedgerFile
from kiosk.adapters.health_machine import Machine
from kiosk.adapters.health_units import Units
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.cli import main
from kiosk.ports.health import Checkup, HealthProbe, Light


def _line(probe: HealthProbe, name: str) -> Checkup:
    return next(each for each in probe.look() if each.name == name)


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="ascii")


@pytest.mark.parametrize(
    ("said", "light"),
    [("throttled=0x0", Light.GREEN), ("throttled=0x50005", Light.RED), ("throttled=0x50000", Light.AMBER), ("throttled=0x8", Light.AMBER)],
    ids=["never", "now", "since the start", "heat"],
)
def test_under_voltage_is_told_from_the_firmware(tmp_path: Path, said: str, light: Light) -> None:
    machine = Machine(tmp_path, lambda _words: said)

    assert _line(machine, "power").light is light


@pytest.mark.parametrize(("alarm", "light"), [("0", Light.GREEN), ("1", Light.RED)])
def test_without_vcgencmd_the_kernels_alarm_tells(tmp_path: Path, alarm: str, light: Light) -> None:
    _write(tmp_path / "sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    _write(tmp_path / "sys/class/hwmon/hwmon1/in0_lcrit_alarm", alarm)

    assert _line(Machine(tmp_path, lambda _words: ""), "power").light is light


def test_memory_limits_count_only_where_the_kernel_keeps_them(tmp_path: Path) -> None:
    before = _line(Machine(tmp_path, lambda _words: ""), "memory limits")

    _write(tmp_path / "sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids")

    assert before.light is Light.AMBER
    assert "cgroup_enable=memory" in before.remedy
    assert _line(Machine(tmp_path, lambda _words: ""), "memory limits").light is Light.GREEN


def test_heat_clock_and_screen_are_looked_at(tmp_path: Path) -> None:
    _write(tmp_path / "sys/class/thermal/thermal_zone0/temp", "84300")
    _write(tmp_path / "sys/class/drm/card1-DSI-1/status", "connected")
    machine = Machine(tmp_path, lambda _words: "", is_clock_set=True)

    assert _line(machine, "heat").said.startswith("84 °C")
    assert _line(machine, "screen").said == "card1-DSI-1"
    assert _line(machine, "clock").light is Light.GREEN
    assert _line(Machine(tmp_path, lambda _words: ""), "clock").light is Light.AMBER


def test_a_state_folder_in_memory_is_red(tmp_path: Path) -> None:
    """A power cut would lose what was confirmed."""
    _write(tmp_path / "proc/self/mounts", f"overlay / overlay rw 0 0\ntmpfs {tmp_path} tmpfs rw 0 0\n")

    line = _line(Disk(tmp_path / "state", tmp_path), "data partition")

    assert line.light is Light.RED
    assert "in memory" in line.said


def test_a_missing_data_partition_is_red_where_there_should_be_one(tmp_path: Path) -> None:
    assert _line(Disk(tmp_path, is_partition=True), "data partition").light is Light.RED
    assert _line(Disk(tmp_path), "data partition").light is Light.GREEN


def test_the_kernels_disk_errors_and_a_worn_flash_are_amber(tmp_path: Path) -> None:
    _write(tmp_path / "sys/fs/ext4/mmcblk0p2/errors_count", "3\n")
    _write(tmp_path / "sys/block/mmcblk0/device/life_time", "0x02 0x09\n")
    disk = Disk(tmp_path, tmp_path)

    assert "3" in _line(disk, "disk errors").said
    assert _line(disk, "wear").light is Light.AMBER


def test_the_nearest_mount_counts(tmp_path: Path) -> None:
    _write(tmp_path / "mounts", "/dev/a / ext4 rw 0 0\n/dev/b /var/lib/kiosk xfs rw 0 0\n")

    assert file_system_of(Path("/var/lib/kiosk/x"), tmp_path / "mounts") == "xfs"
    assert file_system_of(Path("/var/lib/other"), tmp_path / "mounts") == "ext4"


def test_a_whole_ledger_is_green_and_a_damaged_one_red(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    SqliteIntakes(path, "/kiosks/k-0123456789abcdef").close()
    with sqlite3.connect(path) as ledger:
        ledger.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ledger.close()

    assert _line(LedgerFile(path), "ledger").light is Light.GREEN
    path.write_bytes(path.read_bytes()[:1024] + b"\xff" * (path.stat().st_size - 1024))
    assert _line(LedgerFile(path), "ledger").light is Light.RED
    assert _line(LedgerFile(tmp_path / "none.db"), "ledger").light is Light.AMBER


def _systemd(**facts: str) -> Units:
    shown = "\n".join(
        f"{key}={value}" for key, value in {"LoadState": "loaded", "ActiveState": "active", "NRestarts": "0", **facts}.items()
    )

    def ask(words: Sequence[str]) -> str:
        return shown if "show" in words else ""

    return Units(ask)


@pytest.mark.parametrize(
    ("facts", "light"),
    [
        ({}, Light.GREEN),
        ({"ActiveState": "activating", "SubState": "auto-restart"}, Light.RED),
        ({"LoadState": "not-found"}, Light.RED),
        ({"StatusText": "ledger: disk full"}, Light.AMBER),
        ({"NRestarts": "9"}, Light.AMBER),
    ],
    ids=["runs", "restarts", "absent", "complains", "often"],
)
def test_units_are_judged_by_what_systemd_says(facts: dict[str, str], light: Light) -> None:
    assert _line(_systemd(**facts), "kiosk-desk").light is light


@pytest.mark.parametrize(("status", "light"), [(200, Light.GREEN), (401, Light.RED), (503, Light.AMBER)])
def test_the_hub_is_asked_with_the_kiosks_own_token(httpserver: HTTPServer, status: int, light: Light) -> None:
    httpserver.expect_request("/v1/kiosks/k-1/cursor", headers={"Authorization": "Bearer secret"}).respond_with_json({}, status=status)

    assert _line(HubLine(httpserver.url_for("").rstrip("/"), "secret", "k-1"), "hub").light is light


def test_a_hub_that_is_away_loses_nothing() -> None:
    (line,) = HubLine("http://127.0.0.1:9", "secret", "k-1").look()

    assert line.light is Light.AMBER
    assert "events are kept" in line.said


def test_the_page_for_a_program_names_the_worst_light(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", "--json"], env={"KIOSK_FOLDERS__STATE": str(tmp_path), "KIOSK_WEB__PORT": "9"})

    page = json.loads(done.output)
    assert (page["light"], done.exit_code) == ("red", 1)
    assert all(each["remedy"] for each in page["checks"] if each["light"] != "green")


def test_the_phone_reads_what_is_wrong_off_the_screen(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["doctor", "--qr"], env={"KIOSK_FOLDERS__STATE": str(tmp_path), "KIOSK_WEB__PORT": "9"})

    assert "▀" in done.output or "█" in done.output


def test_a_camera_that_nobody_holds_is_examined(tmp_path: Path) -> None:
    """Capture does not run, so the doctor looks through the camera itself."""
    cv2.imwrite(str(tmp_path / "dark.png"), np.zeros((720, 1280, 3), np.uint8))
    places = {"KIOSK_FOLDERS__STATE": str(tmp_path / "state"), "KIOSK_WEB__PORT": "9"}
    camera = {"KIOSK_CAPTURE__CAMERA": "files", "KIOSK_CAPTURE__CAMERA_DEVICE": str(tmp_path)}

    page = json.loads(CliRunner().invoke(main, ["doctor", "--json"], env=places | camera).output)

    found = {each["name"]: each["light"] for each in page["checks"] if each["name"].startswith("camera ")}
    assert found == {"camera picture": "green", "camera size": "green", "camera pace": "green", "camera light": "red"}


def test_a_light_without_a_remedy_is_refused() -> None:
    with pytest.raises(ValueError, match="remedy"):
        Checkup("disk", Light.RED, "full")
