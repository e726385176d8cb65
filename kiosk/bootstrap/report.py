"""``kiosk report``: what a technician sends to the publisher, without anything secret or personal."""

import io
import re
import tarfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from kiosk.adapters.clock import SystemClock
from kiosk.adapters.health_machine import Ask, asked
from kiosk.bootstrap.checkup import as_json, checkups
from kiosk.settings import Settings

LINES = "3000"
_SECRET = re.compile(r"(?i)((?:token|pin|secret|password|authorization|code)\W{1,4})[^\s,\"'}]+")
_PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "journal.txt": ("journalctl", "-u", "kiosk*", "-n", LINES, "--no-pager", "-o", "short-iso"),
    "units.txt": ("systemctl", "status", "kiosk*", "--no-pager", "-n", "0"),
    "kernel.txt": ("journalctl", "-k", "-n", "300", "--no-pager"),
    "machine.txt": ("uname", "-a"),
    "disks.txt": ("lsblk", "-o", "NAME,SIZE,FSTYPE,LABEL,MOUNTPOINTS"),
}


def write_report(settings: Settings, to: Path, ask: Ask = asked) -> Path:
    """Write the report into the folder; return the file."""
    made = datetime.fromtimestamp(SystemClock().now().wall_s, UTC)
    contents = {name: without_secrets(ask(words)) for name, words in _PROGRAMS.items()}
    contents["doctor.json"] = as_json(settings, list(checkups(settings)))
    contents["settings.json"] = without_secrets(msgspec.json.encode(settings, enc_hook=str).decode())
    path = to / f"kiosk-report-{made:%Y%m%dT%H%M%SZ}.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, text in contents.items():
            content = text.encode()
            member = tarfile.TarInfo(name)
            member.size, member.mtime = len(content), int(made.timestamp())
            tar.addfile(member, io.BytesIO(content))
    return path


def without_secrets(text: str) -> str:
    """Return a text in which what follows a secret's name is masked."""
    return _SECRET.sub(r"\1***", text)
