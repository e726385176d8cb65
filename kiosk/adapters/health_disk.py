"""Where the ledger lies: room, errors, wear, and whether it is the partition it should be."""

import os
from collections.abc import Iterator
from pathlib import Path

from kiosk.ports.health import Checkup, broken, unwell, well

MEGABYTE = 1 << 20
LITTLE_BYTES, TOO_LITTLE_BYTES = 500 * MEGABYTE, 50 * MEGABYTE
WORN = 8
"""eMMC counts its life in tenths, from 1 to 11."""
IN_MEMORY = frozenset({"tmpfs", "overlay", "ramfs"})


class Disk:
    """Looks at the state folder's file system."""

    def __init__(self, state: Path, root: Path = Path("/"), *, is_partition: bool = False) -> None:
        self._state = state
        self._root = root
        self._is_partition = is_partition

    def look(self) -> Iterator[Checkup]:
        """Yield the partition, the room on it, errors and wear."""
        yield self._partition()
        yield self._room()
        yield self._errors()
        yield self._wear()

    def _partition(self) -> Checkup:
        kind = file_system_of(self._state, self._root / "proc/self/mounts")
        if kind in IN_MEMORY:
            return broken(
                "data partition",
                f"{self._state} lies in memory ({kind}): a power cut loses it",
                "mount the data partition; docs/install.md says how",
            )
        if self._is_partition and not os.path.ismount(self._state):
            return broken("data partition", f"nothing is mounted at {self._state}", "look at lsblk and /etc/fstab; the card may be failing")
        return well(
            "data partition", f"{self._state} is on {kind or 'a disk'}" + ("" if self._is_partition else ", on no partition of its own")
        )

    def _room(self) -> Checkup:
        try:
            found = os.statvfs(self._state)
        except OSError as fault:
            return broken("disk", f"{self._state}: {fault.strerror}", "run install.sh again")
        free, whole = found.f_bavail * found.f_frsize, found.f_blocks * found.f_frsize
        said = f"{free // MEGABYTE} MB of {whole // MEGABYTE} MB are free"
        if found.f_flag & os.ST_RDONLY:
            return broken("disk", "it can only be read: the kernel found errors on it", "save a backup, then put in a new card")
        if free < TOO_LITTLE_BYTES:
            return broken("disk", said, "deliver what waits (kiosk outbox), remove old backups, put in a larger card")
        if free < LITTLE_BYTES:
            return unwell("disk", said, "remove old backups and releases, or put in a larger card before long")
        return well("disk", said)

    def _errors(self) -> Checkup:
        counts = [_number(each) for each in self._root.glob("sys/fs/ext4/*/errors_count")]
        if sum(counts):
            return unwell(
                "disk errors", f"the kernel counted {sum(counts)}", "make a backup now and put in a new card; the ledger checks itself"
            )
        return well("disk errors", "none since the file systems were made" if counts else "this file system does not count them")

    def _wear(self) -> Checkup:
        lives = [
            part for each in self._root.glob("sys/block/mmcblk*/device/life_time") for part in each.read_text(encoding="ascii").split()
        ]
        worst = max((int(each, 16) for each in lives), default=0)
        if worst >= WORN:
            return unwell("wear", f"the flash has used {min(worst, 10) * 10} % of its life", "put in a new one before long")
        return well("wear", f"the flash has used at most {worst * 10} % of its life" if worst else "this card does not tell its wear")


def file_system_of(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """Return the kind of file system a folder is on, "" where that cannot be known."""
    try:
        lines = [line.split() for line in mounts.read_text(encoding="utf-8").splitlines()]
    except OSError:
        return ""
    above = [(each[1], each[2]) for each in lines if folder.absolute().is_relative_to(each[1])]
    return max(above, key=lambda each: len(each[0]), default=("", ""))[1]


def _number(path: Path) -> int:
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0
