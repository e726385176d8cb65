"""The unit files, judged by systemd's own tools: no complaint, and exposure as low as promised."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = Path(__file__).parents[2] / "systemd"
MOST = {"kiosk-plugin@.service": 0.6, "kiosk-desk.service": 1.4, "kiosk-delivery.service": 1.4, "kiosk-capture.service": 1.6}
ANALYZE = shutil.which("systemd-analyze")
pytestmark = pytest.mark.skipif(ANALYZE is None, reason="systemd-analyze is not installed")


def _analyze(*words: str, folder: Path = UNITS) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([str(ANALYZE), *words], cwd=folder, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize(("unit", "most"), MOST.items(), ids=MOST)
def test_exposure_is_as_low_as_promised(unit: str, most: float) -> None:
    said = _analyze("security", "--offline=true", "--no-pager", f"./{unit}").stdout
    level = re.search(r"Overall exposure level.*: ([0-9.]+)", said)

    assert level, said
    assert float(level[1]) <= most, said


def test_systemd_finds_nothing_to_complain_about(tmp_path: Path) -> None:
    """Programs that only an installed kiosk has are stood in for; everything else is verified as it is shipped."""
    for each in UNITS.glob("kiosk*"):
        if each.suffix in {".service", ".socket", ".path", ".timer", ".target"}:
            text = each.read_text(encoding="utf-8")
            for program in ("/opt/kiosk/current/bin/kiosk", "/usr/bin/cage"):
                text = text.replace(f"ExecStart={program}", "ExecStart=/bin/true")
            (tmp_path / each.name).write_text(text, encoding="utf-8")
    units = [f"./{each.name.replace('@.', '@safety_stops.')}" for each in sorted(tmp_path.iterdir())]

    done = _analyze("verify", *units, folder=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")


def test_every_role_has_a_user_of_its_own(tmp_path: Path) -> None:
    """By systemd's own reading of the list: a line it does not understand is a role that never starts."""
    users = {
        each for unit in UNITS.glob("kiosk*.service") for each in re.findall(r"^User=(.+)$", unit.read_text(encoding="utf-8"), re.MULTILINE)
    }

    done = subprocess.run(
        ["systemd-sysusers", "--dry-run", f"--root={tmp_path}", str(UNITS / "kiosk.sysusers")], capture_output=True, text=True, check=False
    )

    said = done.stdout + done.stderr
    assert (done.returncode, [each for each in said.splitlines() if "not a valid" in each]) == (0, [])
    assert (
        set(re.findall(r"Creating user '([\w-]+)' \(Repair kiosk", said))
        == users
        == {f"kiosk-{each}" for each in ("desk", "capture", "delivery", "display")}
    )


def test_nothing_of_the_counter_waits_for_network_or_time() -> None:
    waits = re.compile(r"network-online|time-sync|time-set|systemd-networkd-wait|NetworkManager-wait")

    assert not [each.name for each in UNITS.glob("kiosk*") if each.is_file() and waits.search(each.read_text(encoding="utf-8"))]


def test_every_role_is_started_again_for_ever() -> None:
    for role in ("desk", "capture", "delivery", "plugin@", "display"):
        unit = (UNITS / f"kiosk-{role}.service").read_text(encoding="utf-8")

        assert "StartLimitIntervalSec=0" in unit
        assert re.search(r"^Restart=(always|on-failure)$", unit, re.MULTILINE)


def test_only_delivery_has_a_network_and_only_capture_has_devices() -> None:
    roles = {each: (UNITS / f"kiosk-{each}.service").read_text(encoding="utf-8") for each in ("desk", "capture", "delivery", "plugin@")}

    assert [each for each, unit in roles.items() if "\nPrivateNetwork=yes" not in unit] == ["delivery"]
    assert [each for each, unit in roles.items() if "\nPrivateDevices=yes" not in unit] == ["capture"]
