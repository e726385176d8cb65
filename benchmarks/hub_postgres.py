"""A PostgreSQL of our own for a benchmark: Debian's binaries, a folder that goes away, a socket nobody else sees."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
"""PostgreSQL refuses to run as root; Debian's package brings this user."""


def binaries() -> Path | None:
    """Return the folder of Debian's newest PostgreSQL, or None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
    return found[-1] if found else None


@contextmanager
def postgres(*, synced: bool = True) -> Iterator[str]:
    """Start a server with PostgreSQL's own settings; give its address and stop it at the end.

    :param synced: whether every commit is; tests of rules need not wait for a disk.
    """
    bin_folder = binaries()
    if bin_folder is None:
        raise SystemExit("PostgreSQL is not installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="kiosk-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER)
        data, start = str(folder / "data"), f"-c listen_addresses='' -c unix_socket_directories={folder}"
        start += "" if synced else " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        _as_owner([str(bin_folder / "initdb"), "-D", data, "-U", OWNER, "-A", "trust", "-E", "UTF8"])
        _as_owner([str(bin_folder / "pg_ctl"), "-D", data, "-w", "-l", str(folder / "log"), "-o", start, "start"])
        try:
            yield f"postgresql:///postgres?host={folder}&user={OWNER}"
        finally:
            _as_owner([str(bin_folder / "pg_ctl"), "-D", data, "-m", "fast", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_owner(command: Sequence[str]) -> None:
    """Run a command as the user the server may run as; root steps down to it."""
    stepping_down = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    subprocess.run([*stepping_down, *command], check=True, capture_output=True, cwd="/")  # noqa: S603 - Debian's own binaries
