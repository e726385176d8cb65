"""A root file system that does not run: programs are run in it without systemd, as on a card in a reader."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from system.appliance.booted import PATH

ENTER = """
mount --bind "$2" "$1/srv/wheels" && mount -t proc proc "$1/proc" || exit 1
root=$1 words=$3
shift 3
exec chroot "$root" env -i "$@" sh -c "$words"
"""
"""In a mount namespace of its own: nothing is left mounted, however it ends."""


def run_in(root: Path, words: str, wheels: Path, *, timeout: float = 600, more: Mapping[str, str] | None = None) -> str:
    """Run shell words in a root at rest, the wheels at /srv/wheels; return what was said."""
    (root / "srv/wheels").mkdir(exist_ok=True)
    environment = [PATH, *(f"{name}={value}" for name, value in (more or {}).items())]
    # timeout ends whatever was started with it, too.
    command = ["timeout", "--signal=KILL", str(timeout), "unshare", "--mount", "sh", "-c", ENTER, "enter"]
    command += [str(root), str(wheels), words, *environment]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise AssertionError(f"{words} ended with {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout
