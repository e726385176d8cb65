"""A signed release comes beside the running one, proves itself or is left again; the ledger is never touched."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from system.appliance.booted import Booted
from system.appliance.roots import PYTHONS, copy_project, wheels
from system.appliance.test_boots import HAND_IN
from system.waiting import wait_until

from kiosk.adapters.release_file import pack

FAILS_ONLY_WHEN_INSTALLED = (
    "\nimport os as _os\nif _os.environ.get('NOTIFY_SOCKET'):\n    raise SystemExit('this release does not start under systemd')\n"
)


@pytest.fixture(scope="module")
def publisher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The publisher's key."""
    path = tmp_path_factory.mktemp("publisher") / "release.pem"
    key = Ed25519PrivateKey.generate()
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.with_suffix(".pub").write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return path


@pytest.fixture(scope="module", autouse=True)
def _trusted(kiosk: Booted, publisher: Path) -> Iterator[None]:
    kiosk.run("sh", "-c", "cat >/etc/kiosk/release.pub", stdin=publisher.with_suffix(".pub").read_text())
    yield
    kiosk.run("rm", "-rf", "/etc/kiosk/release.pub", "/srv/releases")


def _release(kiosk: Booted, suite: str, key: Path, folder: Path, version: str, breakage: str = "") -> str:
    """Make a release of this project under another version; return its name in the container."""
    project = folder / version
    project.mkdir()
    copy_project(project)
    about = project / "kiosk/__init__.py"
    about.write_text(re.sub(r'__version__ = ".*"', f'__version__ = "{version}"', about.read_text()))
    desk = project / "kiosk/bootstrap/desk.py"
    desk.write_text(desk.read_text() + breakage)
    packed = pack(project, version, wheels(PYTHONS[suite]), key, folder)
    target = kiosk.root / "srv/releases"
    target.mkdir(exist_ok=True)
    (target / packed.name).write_bytes(packed.read_bytes())
    return f"/srv/releases/{packed.name}"


def _running(kiosk: Booted) -> str:
    return kiosk.run("readlink", "/opt/kiosk/current").stdout.strip().rpartition("/")[2]


def test_a_newer_release_takes_over_and_the_ledger_goes_on(kiosk: Booted, suite: str, publisher: Path, tmp_path: Path) -> None:
    before = kiosk.python(HAND_IN, "3", "1")
    file = _release(kiosk, suite, publisher, tmp_path, "0.9.1")

    said = kiosk.run("kiosk", "update", file, timeout=800).stdout

    assert "one simulated item came through" in said
    assert _running(kiosk).startswith("0.9.1-")
    assert kiosk.run("kiosk", "--version").stdout.strip() == "0.9.1"
    after = kiosk.python(HAND_IN, "4", "1")
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert len(after) == 1
    assert kiosk.run("kiosk", "explain", before[0]).stdout


def test_a_release_that_does_not_become_healthy_is_left_again(kiosk: Booted, suite: str, publisher: Path, tmp_path: Path) -> None:
    """It passes its own try, and fails under systemd: only the look after the switch finds it."""
    running = _running(kiosk)
    file = _release(kiosk, suite, publisher, tmp_path, "0.9.2", FAILS_ONLY_WHEN_INSTALLED)

    done = kiosk.run("kiosk", "update", file, check=False, timeout=800)

    assert done.returncode == 2
    assert "KSK-615" in done.stderr
    assert _running(kiosk) == running
    assert len(list(kiosk.python(HAND_IN, "5", "1"))) == 1  # type: ignore[call-overload]


def test_a_power_cut_in_a_trial_is_judged_at_the_next_start(kiosk: Booted) -> None:
    """The note of the trial outlives it: the release that does not work is left."""
    good = _running(kiosk)
    bad = kiosk.run("sh", "-c", "ls -d /opt/kiosk/releases/0.9.2-*").stdout.strip()
    kiosk.run("sh", "-c", f'echo \'{{"before": "/opt/kiosk/releases/{good}", "after": "{bad}"}}\' >/opt/kiosk/trial.json')
    kiosk.run("sh", "-c", f"sh {bad}/share/kiosk/source/install.sh --activate {bad}", check=False)

    kiosk.run("systemctl", "start", "kiosk-trial.service", check=False, timeout=600)

    assert _running(kiosk) == good
    wait_until(lambda: kiosk.show("kiosk-desk", "ActiveState") == "active", 60, "the desk is back")


def test_nothing_of_an_unsigned_or_changed_or_older_release_is_run(kiosk: Booted, suite: str, publisher: Path, tmp_path: Path) -> None:
    running = _running(kiosk)
    other = tmp_path / "other.pem"
    other.write_bytes(Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    stranger = _release(kiosk, suite, other, tmp_path, "0.9.9")
    kiosk.run("sh", "-c", f"sed 's/kiosk install/xiosk install/' {stranger} >/srv/releases/changed.kiosk")
    older = _release(kiosk, suite, publisher, tmp_path, "0.0.1")

    refused = [kiosk.run("kiosk", "update", each, check=False) for each in (stranger, "/srv/releases/changed.kiosk", older)]

    assert ["KSK-614" in each.stderr for each in refused] == [True] * 3
    assert _running(kiosk) == running
    assert kiosk.run("sh", "-c", "ls /opt/kiosk/releases | grep -c -e 0.9.9 -e 0.0.1 || true").stdout.strip() == "0"
