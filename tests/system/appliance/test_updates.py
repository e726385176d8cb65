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

from kiosk.adapters.ledger.migrating import KNOWN_SCHEMA
from kiosk.adapters.release_file import pack

ADDITION = "CREATE TABLE later (n INTEGER PRIMARY KEY);\nALTER TABLE intakes ADD COLUMN colour TEXT NOT NULL DEFAULT '';\n"
"""What a newer release adds to the ledger."""
FAILS_ONLY_WHEN_INSTALLED = (
    "\nimport os as _os\nif _os.environ.get('NOTIFY_SOCKET'):\n    raise SystemExit('this release does not start under systemd')\n"
)


LAY_DOWN = """
import json
from pathlib import Path
from kiosk.adapters.counter_http import CounterClient
from kiosk.adapters.simulated.labels import draw_labels
from kiosk.adapters.simulated.stickers import StickeredCounterTop
import time
folder = Path("/srv/labels"); folder.mkdir(exist_ok=True)
picture = draw_labels(folder, seed=6)[3]
for each in folder.iterdir(): each.chmod(0o644)
StickeredCounterTop(Path("/run/kiosk/counter-top.json")).put(picture)
Path("/run/kiosk/counter-top.json").chmod(0o644)
screen, until = CounterClient("http://127.0.0.1:8080"), time.monotonic() + 30
while not (screen.look() or {}).get("stage"):
    assert time.monotonic() < until
    time.sleep(0.2)
print(json.dumps(screen.look()["stage"]))
"""
GIVE_UP = """
import json, time
from pathlib import Path
from kiosk.adapters.counter_http import CounterClient
from kiosk.adapters.simulated.stickers import StickeredCounterTop
StickeredCounterTop(Path("/run/kiosk/counter-top.json")).clear()
screen, until = CounterClient("http://127.0.0.1:8080"), time.monotonic() + 30
while (screen.look() or {}).get("stage"):
    assert time.monotonic() < until
    screen.tap("intake/back")
    time.sleep(0.2)
print(json.dumps(True))
"""


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


def _release(kiosk: Booted, suite: str, key: Path, folder: Path, version: str, breaks: str = "") -> str:
    """Make a release of this project under another version, with a role that breaks; return its name in the container."""
    project = folder / version
    project.mkdir()
    copy_project(project)
    about = project / "kiosk/__init__.py"
    about.write_text(re.sub(r'__version__ = ".*"', f'__version__ = "{version}"', about.read_text()))
    if breaks:
        role = project / f"kiosk/bootstrap/{breaks}.py"
        role.write_text(role.read_text() + FAILS_ONLY_WHEN_INSTALLED)
        _grow_the_schema(project / "kiosk/adapters/ledger")
    packed = pack(project, version, wheels(PYTHONS[suite]), key, folder)
    target = kiosk.root / "srv/releases"
    target.mkdir(exist_ok=True)
    (target / packed.name).write_bytes(packed.read_bytes())
    return f"/srv/releases/{packed.name}"


def _grow_the_schema(ledger: Path) -> None:
    (ledger / f"migrations/{KNOWN_SCHEMA + 1:04d}_later.sql").write_text(ADDITION)
    migrating = ledger / "migrating.py"
    migrating.write_text(migrating.read_text().replace(f"KNOWN_SCHEMA = {KNOWN_SCHEMA}", f"KNOWN_SCHEMA = {KNOWN_SCHEMA + 1}"))


def _schema(kiosk: Booted) -> object:
    return kiosk.python("import sqlite3; print(sqlite3.connect('/var/lib/kiosk/ledger.db').execute('PRAGMA user_version').fetchone()[0])")


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
    """It passes its own try, brings the ledger to a newer schema, and then a role of it fails: the one before serves again, on that schema."""
    running = _running(kiosk)
    before = kiosk.python(HAND_IN, "7", "1")
    file = _release(kiosk, suite, publisher, tmp_path, "0.9.2", "delivery")

    done = kiosk.run("kiosk", "update", file, check=False, timeout=800)

    assert (done.returncode, "KSK-615" in done.stderr) == (2, True), done.stderr
    assert _running(kiosk) == running
    assert _schema(kiosk) == KNOWN_SCHEMA + 1
    assert len(list(kiosk.python(HAND_IN, "5", "1"))) == 1  # type: ignore[call-overload]
    assert kiosk.run("kiosk", "explain", before[0]).stdout  # type: ignore[index]
    assert kiosk.run("sh", "-c", "ls /var/lib/kiosk | grep -c -i -e damaged -e aside || true").stdout.strip() == "0"


def test_nothing_is_switched_while_an_intake_is_open(kiosk: Booted, suite: str, publisher: Path, tmp_path: Path) -> None:
    """It waits, says so, and goes on as soon as the intake is over."""
    running = _running(kiosk)
    file = _release(kiosk, suite, publisher, tmp_path, "0.9.3")
    kiosk.python(LAY_DOWN)
    kiosk.run(
        "systemd-run",
        "--unit=test-update",
        "--collect",
        "/opt/kiosk/current/bin/kiosk",
        "--settings",
        "/etc/kiosk/kiosk.toml",
        "update",
        file,
    )
    wait_until(lambda: "waiting for a free counter" in kiosk.journal("test-update"), 300, "the update waits")

    kiosk.run("sleep", "5")
    still = _running(kiosk)
    kiosk.python(GIVE_UP)

    assert still == running
    wait_until(lambda: _running(kiosk).startswith("0.9.3-"), 60, "the update goes on")
    wait_until(lambda: kiosk.run("test", "-e", "/opt/kiosk/trial.json", check=False).returncode, 200, "the trial is over")
    assert _running(kiosk).startswith("0.9.3-")


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
