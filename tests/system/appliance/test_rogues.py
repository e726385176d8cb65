"""A plugin that means harm goes around Python's fence, straight to the kernel: the unit refuses it what the fence cannot."""

import json

from system.appliance.booted import Booted
from system.waiting import wait_until

MANIFEST = """
name = "wall_tester"
version = "1.0.0"
api = "1.0"
module = "wall_tester"
author = "Nobody"
licence = "EUPL-1.2"
hooks = ["assess"]
[summary]
en = "Tries the wall"
nl = "Probeert de muur"
fr = "Essaie le mur"
de = "Prüft die Mauer"
"""
MODULE = """
import ctypes, json, os, sys
C = ctypes.CDLL(None, use_errno=True)
def opens(path, flags=0):
    return C.open(path.encode(), flags) >= 0
def runs(path):
    child = os.fork()
    if child == 0:
        C.execv(path.encode(), (ctypes.c_char_p * 2)(path.encode(), None)); os._exit(99)
    return os.waitpid(child, 0)[1] >> 8 == 0
open("/tmp/own", "w").write("#!/bin/sh\\nexit 0\\n"); os.chmod("/tmp/own", 0o755)
found = {
    "ipv4": C.socket(2, 1, 0) >= 0, "ipv6": C.socket(10, 1, 0) >= 0, "unix": C.socket(1, 1, 0) >= 0, "netlink": C.socket(16, 3, 0) >= 0,
    "ledger": opens("/var/lib/kiosk/ledger.db"), "key": opens("/var/lib/kiosk/key.pem"), "token": opens("/var/lib/kiosk/enrolment.json"),
    "own folder": opens("/var/lib/kiosk/plugins/wall_tester/plugin.toml", 1), "program": opens("/opt/kiosk/current/bin/kiosk", 1),
    "desk": opens("/run/kiosk/desk.sock", 2), "shadow": opens("/etc/shadow"), "device": opens("/dev/fuse", 2),
    "other plugin": opens("/run/kiosk/plugins/safety_stops.sock", 2), "what it wrote is run": runs("/tmp/own"),
}
sys.stderr.write("WALL " + json.dumps(sorted(k for k, v in found.items() if v)) + "\\n"); sys.stderr.flush()
from kiosk.plugin_api import hookimpl
@hookimpl
def assess(item, answers):
    return None
"""
PUT = "umask 022; f=/var/lib/kiosk/plugins/wall_tester; mkdir -p $f/wall_tester; cat >$f/"


def test_what_goes_around_the_fence_meets_the_wall(kiosk: Booted) -> None:
    """Network of every family, ledger, key, token, its own code, the desk's door, devices, other plugins, programs of its own."""
    kiosk.run("sh", "-c", PUT + "plugin.toml", stdin=MANIFEST)
    kiosk.run("sh", "-c", PUT + "wall_tester/__init__.py", stdin=MODULE)

    kiosk.run("kiosk", "plugin", "approve", "wall_tester")

    wait_until(lambda: "WALL " in kiosk.journal("kiosk-plugin@wall_tester"), 60, f"it has run: {kiosk.journal('kiosk-plugins')[-500:]}")
    line = next(each for each in kiosk.journal("kiosk-plugin@wall_tester").splitlines() if each.startswith("WALL "))
    assert json.loads(line.removeprefix("WALL ")) == []


def test_a_plugin_nobody_approved_is_not_listened_for(kiosk: Booted) -> None:
    kiosk.run(
        "sh",
        "-c",
        "cp -r /var/lib/kiosk/plugins/wall_tester /var/lib/kiosk/plugins/stranger; sed -i s/wall_tester/stranger/ /var/lib/kiosk/plugins/stranger/plugin.toml",
    )

    kiosk.run("systemctl", "start", "kiosk-plugins.service")

    assert kiosk.show("kiosk-plugin@stranger.socket", "ActiveState") == "inactive"


def test_a_plugin_changed_after_approval_ends_at_the_next_look(kiosk: Booted) -> None:
    """The lock has the seal of what was approved."""
    kiosk.run("sh", "-c", "echo '# changed' >>/var/lib/kiosk/plugins/wall_tester/wall_tester/__init__.py")

    kiosk.run("systemctl", "start", "kiosk-plugins.service")

    assert kiosk.show("kiosk-plugin@wall_tester.socket", "ActiveState") == "inactive"
    assert kiosk.run("systemctl", "is-active", "kiosk-plugin@safety_stops.socket").stdout.strip() == "active"
