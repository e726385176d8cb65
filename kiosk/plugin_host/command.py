"""How a worker is started: the same command for every launcher, and a temporary folder that ends with it."""

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.domain.plugin import Manifest


@dataclass(frozen=True, slots=True)
class Grounds:
    """What of this machine workers are kept away from, and what they may only read."""

    keep_out: tuple[Path, ...] = ()
    read_only: tuple[Path, ...] = ()


EVERYWHERE = Grounds()


def worker_command(manifest: Manifest, seal: str, socket: Path, grounds: Grounds = EVERYWHERE) -> Sequence[str]:
    """Return the command line of a plugin's worker; with a seal, it imports nothing that does not have it."""
    command = [sys.executable, "-m", "kiosk.plugin_host.worker", manifest.name]
    command += ["--folder", manifest.folder, "--socket", os.fspath(socket), "--seal", seal]
    for option, folders in (("--keep-out", grounds.keep_out), ("--read-only", grounds.read_only)):
        command += [word for each in folders for word in (option, os.fspath(each))]
    return command


def fresh_environment(socket: Path) -> Mapping[str, str]:
    """Return the environment of a worker whose temporary folder, beside its socket, is new and empty."""
    clear(socket)
    folder = _temporary(socket)
    folder.mkdir(mode=0o700)
    return {**os.environ, "TMPDIR": os.fspath(folder)}


def clear(socket: Path) -> None:
    """Remove what a worker left in its temporary folder, if there is one."""
    shutil.rmtree(_temporary(socket), ignore_errors=True)


def _temporary(socket: Path) -> Path:
    return socket.with_suffix(".tmp")
