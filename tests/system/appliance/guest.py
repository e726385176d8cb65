"""A Debian in QEMU with a kernel of its own: the only machine of these tests whose power can really go.

Its kernel's memory is gone with the process. Its disks are overlays in QEMU's qcow2: where a block was first written,
the table that finds it lies in QEMU's own memory until the guest asks for a flush. So with SIGKILL such a block is
lost as in a disk's cache, although the host's page cache lives on; a block written over may survive unflushed.
"""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from system.appliance.resting import run_in
from system.appliance.roots import PROJECT, PYTHONS, kernel_tar_of, libraries_in, wheels

SUITE = "trixie"
WANTED = ("qemu-system-x86_64", "qemu-img", "mkfs.ext4")
LIBRARIES = "opt/lib"
IMPORTED = ("cffi", "cryptography", "msgspec", "python_stdnum", "rfc8785", "structlog", "typing_extensions")
"""What the ledger's writer imports; the other libraries would only make the disk large."""
FILES = ("intake_samples.py", "faults/recording.py", "system/appliance/guest_ledger.py")
DISKS = ("kept", "control", "bare")
"""vdb and vdc with a file system, vdd without."""
DISK_BYTES = 256 * 1024**2
BLOCK_BYTES = 4096
"""As the file system's: each of its blocks is there or not, alone."""
MARK = b"MARKED"


class Guest:
    """A machine that is started, killed and started again on the same disks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root = folder / "root"
        _fill(self._root)
        _image(folder / "system.raw", DISK_BYTES * 4, "-d", str(self._root))
        for each in DISKS:
            _disk(folder, each)

    @contextmanager
    def running(self, what: str) -> Iterator["subprocess.Popen[str]"]:
        """Start it; however this ends, it ends with SIGKILL."""
        drives = [f"file={self._folder / 'system.raw'},format=raw,snapshot=on"]
        drives += [f"file={self._folder / each}.qcow2,format=qcow2,cache=writeback" for each in DISKS]
        words = ["qemu-system-x86_64", "-m", "512", "-smp", "1", "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot"]
        words += ["-nic", "none", "-kernel", str(self._root / "vmlinuz"), "-initrd", str(self._root / "initrd.img")]
        words += ["-append", f"root=/dev/vda ro console=ttyS0 loglevel=1 init=/srv/guest.sh kiosk.do={what}"]
        for each in drives:
            words += ["-drive", f"{each},if=virtio"]
        with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, errors="replace") as qemu:
            try:
                yield qemu
            finally:
                qemu.kill()
                qemu.wait()


def heard(qemu: "subprocess.Popen[str]", within_s: float) -> Iterator[Sequence[str]]:
    """Yield each line of the serial console in words; only whole ones, so nothing counts as said that was cut.

    :raises AssertionError: the guest was not done in time.
    """
    late = threading.Timer(within_s, qemu.kill)
    late.start()
    try:
        for line in qemu.stdout or ():
            if line.endswith("\n"):
                yield line.split()
        assert late.is_alive(), f"the guest was not done in {within_s:.0f} s"
    finally:
        late.cancel()


def missing() -> list[str]:
    """Return the programs a guest needs that are not there."""
    return [each for each in WANTED if shutil.which(each) is None]


def _fill(root: Path) -> None:
    """Make the guest's system: Debian, the ledger's writer and the libraries it imports."""
    root.mkdir()
    subprocess.run(["tar", "-C", root, "-xf", kernel_tar_of(SUITE)], check=True, timeout=300)
    for each in IMPORTED:
        libraries_in(root / LIBRARIES, PYTHONS[SUITE], only=f"{each}-*")
    for name in FILES:
        (root / "srv/tests" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / "tests" / name, root / "srv/tests" / name)
    shutil.copytree(PROJECT / "kiosk", root / LIBRARIES / "kiosk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(Path(__file__).with_name("guest.sh"), root / "srv/guest.sh")
    (root / "srv/guest.sh").chmod(0o755)
    (root / "srv/mark").write_bytes(MARK)
    for each in ("kept", "control"):
        (root / "mnt" / each).mkdir()
    # An emulated processor would compile every module at every start.
    run_in(root, f"python3 -m compileall -q /{LIBRARIES}", wheels(PYTHONS[SUITE]))


def _disk(folder: Path, name: str) -> None:
    """Make an empty disk, with a file system unless it is the bare one, and the overlay that is written to."""
    base = folder / f"{name}.raw"
    if name == "bare":
        base.touch()
        os.truncate(base, DISK_BYTES)
    else:
        _image(base, DISK_BYTES)
    overlay = ["-o", f"cluster_size={BLOCK_BYTES}", "-F", "raw", "-b", str(base), str(folder / f"{name}.qcow2")]
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *overlay], check=True)


def _image(path: Path, size_bytes: int, *more: str) -> None:
    subprocess.run(["mkfs.ext4", "-q", *more, str(path), f"{size_bytes // 1024}k"], check=True, timeout=300)
