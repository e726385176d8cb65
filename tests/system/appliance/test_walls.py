"""What the units promise, tried from inside: a probe takes the place of each role and must come through nowhere it should not."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from system.appliance.booted import Booted
from system.waiting import wait_until

PROBE = Path(__file__).with_name("probe.py")
OUTSIDE = "192.0.2.1"
MAY = {
    # The other processes' names are hidden from all; files are what a role works with.
    "desk": {"ledger", "ledger_write", "tag_key", "site_registry", "desk_socket", "plugin_socket", "manager"},
    "delivery": {"network", "ledger", "ledger_write", "key", "token", "site_registry"},
    "capture": {"device", "desk_socket"},
    "plugin@probed": set[str](),
}
"""What each role's own work lets it do; everything else must fail."""
NEEDS_V2 = {"device"}
"""DeviceAllow= is enforced by the kernel's control groups of version 2 with BPF, which a container may lack."""


@pytest.fixture(scope="module")
def outside(kiosk: Booted) -> Iterator[None]:
    """Something to reach and something to read: without it, nothing that fails would prove anything."""
    kiosk.run("sh", "-c", f"ip addr add {OUTSIDE}/32 dev lo", check=False)
    kiosk.run(
        "sh",
        "-c",
        "install -d /home; echo x >/home/technician.key; echo x >/boot/probe; echo x >/var/lib/kiosk/registry/probe",
    )
    kiosk.run(
        "sh", "-c", "test -e /var/lib/kiosk/enrolment.json || install -m 600 -o kiosk-delivery /dev/null /var/lib/kiosk/enrolment.json"
    )
    kiosk.run(
        "sh",
        "-c",
        "chmod 644 /home/technician.key /boot/probe; chgrp kiosk-ledger /var/lib/kiosk/registry/probe",
    )
    kiosk.run("systemd-run", "--unit=outside", "python3", "-c",
        f"import socket; s=socket.create_server(('{OUTSIDE}', 9));\nwhile True: s.accept()[0].close()")  # fmt: skip
    kiosk.run("sh", "-c", "cat >/usr/local/lib/probe.py", stdin=PROBE.read_text(encoding="utf-8"))
    yield
    kiosk.run("systemctl", "stop", "outside")
    kiosk.run("systemctl", "start", "kiosk.target")


def _probed(kiosk: Booted, role: str) -> Mapping[str, str]:
    """Return what the probe came through with, in the place of the role."""
    unit = f"kiosk-{role}.service"
    base = unit.replace("@probed", "@")
    lines = ["[Service]", "Type=exec", "WatchdogSec=0", "Restart=no", "ExecStart=", "ExecStart=/usr/bin/python3 /usr/local/lib/probe.py"]
    # One file more that may be run, for the probe itself lies outside what the unit lets a plugin read.
    kiosk.run(
        "sh", "-c", f"mkdir -p /run/systemd/system/{base}.d; cat >/run/systemd/system/{base}.d/probe.conf", stdin="\n".join(lines) + "\n"
    )
    try:
        kiosk.run("systemctl", "daemon-reload")
        kiosk.run("systemctl", "stop", unit, check=False)
        kiosk.run("systemctl", "start", unit, check=False)
        wait_until(lambda: "PROBE " in kiosk.journal(unit), 30, f"the probe has run as {role}: {kiosk.journal(unit)[-800:]}")
        said = next(line for line in reversed(kiosk.journal(unit).splitlines()) if line.startswith("PROBE "))
    finally:
        kiosk.run("rm", "-r", f"/run/systemd/system/{base}.d")
        kiosk.run("systemctl", "daemon-reload")
    return json.loads(said.removeprefix("PROBE "))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def unwalled(kiosk: Booted, outside: None) -> Mapping[str, str]:  # noqa: ARG001 - it must be there
    """What the probe comes through with as root, without any unit: only what works here can be seen to fail there."""
    said = kiosk.run("python3", "/usr/local/lib/probe.py").stdout
    return json.loads(said.partition("PROBE ")[2])  # type: ignore[no-any-return]


@pytest.mark.parametrize("role", MAY)
def test_a_role_reaches_its_own_work_and_nothing_else(kiosk: Booted, unwalled: Mapping[str, str], role: str) -> None:
    came = {name for name, got in _probed(kiosk, role).items() if got}
    kiosk.run("systemctl", "start", "kiosk.target", check=False)

    assert came - MAY[role] == set()
    possible = {name for name, got in unwalled.items() if got}
    assert (MAY[role] & possible) - came == set(), "the wall keeps the role from its own work"


@pytest.mark.parametrize(
    "trial", ["network", "device", "ledger", "key", "token", "shadow", "home", "boot", "processes", "manager", "namespace"]
)
def test_the_probe_can_do_it_where_no_wall_stands(unwalled: Mapping[str, str], trial: str) -> None:
    """A trial that fails everywhere shows nothing; where the test's kernel refuses it to root as well, that is said."""
    if not unwalled[trial]:
        pytest.skip(f"{trial}: refused even to root in this container, so the walls' part cannot be shown here")

    assert unwalled[trial]


def test_capture_opens_only_the_kinds_of_devices_it_needs(kiosk: Booted) -> None:
    if kiosk.run("test", "-e", "/sys/fs/cgroup/cgroup.controllers", check=False).returncode != 0:
        pytest.skip("DeviceAllow= needs control groups of version 2 with BPF; this container has version 1 without the devices controller")

    assert not _probed(kiosk, "capture")["device"]
