"""Run in place of a role, inside its unit: tries what the role must not reach and prints how far it came, as JSON.

Only the standard library, and libc through ctypes where Python would be too polite.
"""

import contextlib
import ctypes
import json
import os
import pathlib
import socket
import sys

LIBC = ctypes.CDLL(None, use_errno=True)
OUTSIDE = ("192.0.2.1", 9)


def came_through(trial: object) -> str:
    """Return "" when the trial was refused, else what it got."""
    try:
        got = trial()  # type: ignore[operator]
    except BaseException:  # noqa: BLE001 - refused is refused
        return ""
    return str(got)[:80] or "yes"


def network() -> str:
    with socket.create_connection(OUTSIDE, 3) as to:
        return f"reached {to.getpeername()}"


def device(path: str) -> str:
    os.close(os.open(path, os.O_RDWR))
    return f"opened {path}"


def read(path: str) -> str:
    return f"read {len(pathlib.Path(path).read_bytes())} bytes of {path}"


def write(path: str) -> str:
    with pathlib.Path(path).open("ab"):
        return f"can write {path}"


def others_processes() -> str:
    mine = os.getuid()
    seen = []
    for each in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if each.stat().st_uid != mine:
                seen.append(each.name)
    if not seen:
        raise PermissionError
    return f"sees processes {seen[:5]}"


def call(name: str, *arguments: object) -> str:
    if getattr(LIBC, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)
    return f"{name} was allowed"


def executable_memory() -> str:
    import mmap

    with mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC):
        return "memory that is written and run"


TRIALS = {
    "network": network,
    "device": lambda: device("/dev/fuse"),
    "memory_device": lambda: device("/dev/mem"),
    "ledger": lambda: read("/var/lib/kiosk/ledger.db"),
    "ledger_write": lambda: write("/var/lib/kiosk/ledger.db"),
    "key": lambda: read("/var/lib/kiosk/key.pem"),
    "token": lambda: read("/var/lib/kiosk/enrolment.json"),
    "tag_key": lambda: read("/var/lib/kiosk/tags.key"),
    "site_registry": lambda: read("/var/lib/kiosk/registry/probe"),
    "shadow": lambda: read("/etc/shadow"),
    "home": lambda: read("/home/technician.key"),
    "boot": lambda: read("/boot/probe"),
    "settings_write": lambda: write("/etc/kiosk/kiosk.toml"),
    "lock_write": lambda: write("/etc/kiosk/plugins.lock"),
    "program_write": lambda: write("/opt/kiosk/current/bin/kiosk"),
    "system_write": lambda: write("/usr/bin/probe"),
    "processes": others_processes,
    "desk_socket": lambda: socket.socket(socket.AF_UNIX).connect("/run/kiosk/desk.sock") or "talked to the desk",
    "plugin_socket": lambda: socket.socket(socket.AF_UNIX).connect("/run/kiosk/plugins/safety_stops.sock") or "talked to a plugin",
    "manager": lambda: socket.socket(socket.AF_UNIX).connect("/run/dbus/system_bus_socket") or "talked to the bus",
    "raw_socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1) or "a raw socket",
    "packet_socket": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) or "a packet socket",
    "namespace": lambda: call("unshare", 0x10000000),
    "mount": lambda: call("mount", b"none", b"/tmp", b"tmpfs", 0, None),
    "root": lambda: call("setuid", 0),
    "reboot": lambda: call("reboot", 0x89ABCDEF),
    "clock": lambda: call("settimeofday", ctypes.create_string_buffer(16), None),
    "trace": lambda: call("ptrace", 16, 1, 0, 0),
    "executable_memory": executable_memory,
}

if __name__ == "__main__":
    sys.stdout.write("PROBE " + json.dumps({name: came_through(each) for name, each in TRIALS.items()}) + "\n")
    sys.stdout.flush()
