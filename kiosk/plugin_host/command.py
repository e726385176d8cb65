"""How a worker is started: the same command for every launcher, and a temporary folder that ends with it."""

import os
import shutil
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
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
    """End what a worker left running, and remove what it left in its temporary folder."""
    folder = _temporary(socket)
    for stray in _strays(folder):
        with suppress(ProcessLookupError):
            os.kill(stray, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def _strays(folder: Path) -> Iterator[int]:
    """Yield the processes that were given the temporary folder: a child that left its group and parent still has it in its environment."""
    mark = f"TMPDIR={folder}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if int(process.name) != os.getpid() and mark in (process / "environ").read_bytes().split(b"\0"):
                yield int(process.name)
        except OSError:
            continue


def _temporary(socket: Path) -> Path:
    return socket.with_suffix(".tmp")
