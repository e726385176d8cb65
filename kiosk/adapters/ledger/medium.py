"""The disk under the ledger: how much of it is free, the ballast, and what memory still holds of it.

A DELETE writes before it frees, so it fails on a full disk. The ballast is space that was
taken in good time: given up, it lets pruning and delivery go on.
"""

import os
from contextlib import suppress
from pathlib import Path

from kiosk.adapters.durable_file import sync_folder

BALLAST_BYTES = 4 * 1024 * 1024
"""More than a write-ahead log holds between two checkpoints."""
_MODE = 0o640


def free_bytes(folder: Path) -> tuple[int, int]:
    """Return how many bytes of the folder's disk are free for this user, and how many it has."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize, disk.f_blocks * disk.f_frsize


def ballast_of(ledger: Path) -> Path:
    """Return where the ballast of a ledger lies."""
    return ledger.with_suffix(".ballast")


def keep_ballast(path: Path) -> None:
    """Take the ballast's space, unless it is taken; a disk that has none to give stays as it is."""
    if path.exists():
        return
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _MODE)
    try:
        os.posix_fallocate(descriptor, 0, BALLAST_BYTES)
        os.fsync(descriptor)
    except OSError:
        path.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def release_ballast(path: Path) -> None:
    """Give the ballast's space up; twice does no harm."""
    if path.exists():
        path.unlink(missing_ok=True)
        with suppress(OSError):
            sync_folder(path.parent)


def forget_cached(*paths: Path) -> None:
    """Let the next read come from the medium: after a failed sync, memory holds what the disk may not."""
    for path in paths:
        with suppress(OSError):
            descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(descriptor)
