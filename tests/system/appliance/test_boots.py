"""Installed by install.sh, started by systemd: every role is up, and an item goes from scan to hub."""

import re

from system.appliance.booted import Booted
from system.waiting import wait_until

ROLES = ("kiosk-desk", "kiosk-capture", "kiosk-delivery", "kiosk-plugin@safety_stops")
HAND_IN = """
import json, sys, threading
from pathlib import Path
from kiosk.adapters.clock import SystemClock
from kiosk.adapters.counter_http import CounterClient
from kiosk.adapters.simulated.labels import draw_labels
from kiosk.adapters.simulated.stickers import StickeredCounterTop
from kiosk.bootstrap.people import Attendant, Pace, Visitor
folder = Path("/srv/labels"); folder.mkdir(exist_ok=True)
first, count = int(sys.argv[1]), int(sys.argv[2])
drawn = draw_labels(folder, seed=first)
# Another product each time: the same one within ten seconds is asked about.
pictures = [drawn[number % len(drawn)] for number in range(first, first + count)]
for each in folder.iterdir(): each.chmod(0o644)
screen = CounterClient("http://127.0.0.1:8080")
top = StickeredCounterTop(Path("/run/kiosk/counter-top.json"))
class Readable:
    def put(self, picture): top.put(picture); Path("/run/kiosk/counter-top.json").chmod(0o644)
    def clear(self): top.clear(); Path("/run/kiosk/counter-top.json").chmod(0o644)
shown = Visitor(Readable(), screen, SystemClock(), Pace(0.0, 30.0, 60.0), Attendant(screen)).hand_in(pictures, threading.Event(), print)
print(json.dumps(sorted(shown.recorded.values())))
"""
AT_HUB = """
import json, sys
from kiosk.reference_hub.reading import events_of
print(json.dumps([e["subject"] for e in events_of("sqlite:////srv/hub.db", sys.argv[1]) if ".intake.recorded." in e["type"]]))
"""
SERVE = (
    "systemd-run",
    "--unit=test-hub",
    "/opt/kiosk/current/bin/kiosk",
    "hub",
    "serve",
    "--database",
    "sqlite:////srv/hub.db",
    "--port",
    "8090",
)


def with_hub(kiosk: Booted) -> str:
    """Run a hub beside the kiosk, enrol once; return the kiosk's id."""
    if kiosk.show("test-hub", "ActiveState") != "active":
        kiosk.run("systemctl", "reset-failed", "test-hub", check=False)
        kiosk.run(*SERVE)
        code = kiosk.run("/opt/kiosk/current/bin/kiosk", "hub", "code", "--trusted", "--database", "sqlite:////srv/hub.db").stdout.strip()
        wait_until(lambda: kiosk.run("kiosk", "enrol", "http://127.0.0.1:8090", code, check=False).returncode == 0, 30, "it is enrolled")
    return re.findall(r"k-[0-9a-f]{16}", kiosk.run("cat", "/var/lib/kiosk/identity.json").stdout)[0]


def test_every_unit_is_active_and_none_has_failed(kiosk: Booted) -> None:
    wait_until(lambda: all(kiosk.show(each, "ActiveState") == "active" for each in ROLES), 30, "every role is active")

    failed = kiosk.run("systemctl", "list-units", "--failed", "--plain", "--no-legend", "kiosk*").stdout
    assert failed == ""
    assert [each for each in ROLES[:3] if kiosk.show(each, "NRestarts") != "0"] == []


def test_installing_again_changes_nothing(kiosk: Booted) -> None:
    before = kiosk.run("readlink", "/opt/kiosk/current").stdout

    said = kiosk.run("sh", "/srv/kiosk/install.sh", "--wheels", "/srv/wheels", "--no-display").stdout

    assert kiosk.run("readlink", "/opt/kiosk/current").stdout == before
    assert "is there already" in said
    assert "writing" not in said


def test_systemd_verifies_the_installed_units_without_a_word(kiosk: Booted) -> None:
    units = kiosk.run(
        "sh", "-c", "ls /etc/systemd/system/kiosk*.* -d | grep -v '\\.d$' | grep -v wants | grep -v display | sed 's/@\\./@safety_stops./'"
    ).stdout.split()

    done = kiosk.run("systemd-analyze", "verify", *[each.rpartition("/")[2] for each in units], check=False)

    assert done.stderr == ""
    assert done.returncode == 0


def test_an_item_goes_from_scan_to_hub(kiosk: Booted) -> None:
    name = with_hub(kiosk)

    recorded = kiosk.python(HAND_IN, "1", "1")

    assert isinstance(recorded, list)
    assert len(recorded) == 1
    wait_until(lambda: recorded[0] in kiosk.python(AT_HUB, name), 30, "the intake is at the hub")  # type: ignore[operator]
    assert "not_kept" not in kiosk.journal("kiosk-desk"), "the desk may not write what it must remember"


def test_the_doctor_leaves_its_page_for_the_counters_screen(kiosk: Booted) -> None:
    """Root looks at the machine, and the desk, which may not, reads what was found."""
    kiosk.run("systemctl", "start", "kiosk-doctor.service")

    said = kiosk.run("setpriv", "--reuid=kiosk-desk", "--regid=kiosk-desk", "--clear-groups", "cat", "/run/kiosk/doctor").stdout

    assert re.match(r"Repair kiosk k-[0-9a-f]{16} \S+: \d+ of \d+ green, ", said)
    assert kiosk.show("kiosk-doctor.timer", "ActiveState") == "active"
