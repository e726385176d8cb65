"""Debian root file systems to install a kiosk in, and the wheels for it: made once, kept in a cache outside the project."""

import configparser
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).parents[3]
CACHE = Path(os.environ.get("KIOSK_ROOTS", Path(tempfile.gettempdir()) / "kiosk-roots"))
MIRROR = "http://deb.debian.org/debian"
PACKAGES = "systemd,systemd-sysv,dbus,udev,python3,python3-venv,libzbar0,libgl1,ca-certificates,kmod,iproute2"
GLIB = {"trixie": "libglib2.0-0t64", "bookworm": "libglib2.0-0"}
PYTHONS = {"trixie": "3.13", "bookworm": "3.11"}
PLATFORMS = ("manylinux_2_34", "manylinux_2_28", "manylinux_2_27", "manylinux_2_17", "manylinux2014")
WANTED = ("mmdebstrap", "systemd-nspawn")


def missing_tools() -> list[str]:
    """Return the programs that are needed and not there."""
    return [each for each in WANTED if shutil.which(each) is None] + ([] if os.geteuid() == 0 else ["root"])


def tar_of(suite: str, architecture: str = "amd64") -> Path:
    """Return a root file system as a tar file; made in one to five minutes where the cache has none."""
    return _made(f"{suite}-{architecture}", suite, architecture, "minbase", f"{PACKAGES},{GLIB[suite]}")


def kernel_tar_of(suite: str) -> Path:
    """Return a small root file system with a kernel of its own, for a machine that QEMU emulates."""
    return _made(f"{suite}-amd64-kernel", suite, "amd64", "minbase", "linux-image-cloud-amd64,initramfs-tools,python3")


def foreign_tar_of(suite: str, architecture: str) -> Path:
    """Return a root of another processor whose packages are only unpacked: none of their scripts would run here in time."""
    packages = ",".join(("systemd,passwd,python3,python3-venv,libzbar0,libgl1,ca-certificates", GLIB[suite]))
    return _made(f"{suite}-{architecture}-extract", suite, architecture, "extract", "?essential", packages)


def _made(name: str, suite: str, architecture: str, variant: str, *packages: str) -> Path:
    CACHE.mkdir(parents=True, exist_ok=True)
    tar = CACHE / f"{name}-{hashlib.sha256(' '.join(packages).encode()).hexdigest()[:8]}.tar"
    if not tar.exists():
        draft = tar.with_suffix(".draft.tar")
        words = ["mmdebstrap", "--quiet", f"--variant={variant}", f"--architectures={architecture}"]
        subprocess.run([*words, *(f"--include={each}" for each in packages), suite, draft, MIRROR], check=True, timeout=1200)
        draft.replace(tar)
    return tar


def unpacked(tar: Path, folder: Path) -> Path:
    """Return a fresh root made of the tar file, with the project in it."""
    folder.mkdir()
    subprocess.run(["tar", "-C", folder, "-xf", tar], check=True, timeout=300)
    (folder / "etc/machine-id").write_text("")
    for each in ("passwd", "group"):  # of packages that were only unpacked
        if not (folder / "etc" / each).exists():
            shutil.copy(folder / f"usr/share/base-passwd/{each}.master", folder / "etc" / each)
    authorities = folder / "etc/ssl/certs/ca-certificates.crt"  # made by a script that did not run; Debian's pip does nothing without
    if not authorities.exists():
        authorities.write_bytes(b"".join(each.read_bytes() for each in folder.glob("usr/share/ca-certificates/mozilla/*.crt")))
    project = folder / "srv/kiosk"
    project.mkdir(parents=True)
    copy_project(project)
    return folder


def copy_project(into: Path) -> None:
    """Copy what a release consists of."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "kiosk", "plugins", "systemd", "firmware_config", "*.cfg", "*.toml", "*.txt", "*.sh", "*.md", "LICENSE"],
        cwd=PROJECT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in listed.stdout.splitlines():
        if not name.startswith(("tests/", "docs/")) and (PROJECT / name).is_file():
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, into / name)


def wheels(python: str, machine: str = "x86_64") -> Path:
    """Return a folder with every wheel of the pinned constraints, for that Python and machine."""
    project = configparser.ConfigParser()
    project.read(PROJECT / "setup.cfg")
    wanted = project["options"]["install_requires"].split()
    print_of_all = hashlib.sha256(" ".join(wanted).encode() + (PROJECT / "constraints.txt").read_bytes()).hexdigest()[:8]
    folder = CACHE / f"wheels-{python}-{machine}-{print_of_all}"
    if not (folder / ".complete").exists():
        _download(folder, python, machine, [*wanted, "setuptools", "wheel"])
        _download(folder, python, machine, ["--no-deps", "mfrc522==0.0.7"])
        (folder / ".complete").touch()
    return folder


def libraries_in(folder: Path, python: str, machine: str = "x86_64", *, only: str = "*") -> None:
    """Unpack the wheels for that Python and machine, those of them whose names fit, into a folder."""
    platforms = [word for each in PLATFORMS for word in ("--platform", f"{each}_{machine}")]
    words = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-compile", "--only-binary=:all:"]
    words += ["--python-version", python, *platforms, "--target", str(folder), *map(str, wheels(python, machine).glob(f"{only}.whl"))]
    subprocess.run(words, check=True, timeout=600)


def _download(folder: Path, python: str, machine: str, what: list[str]) -> None:
    platforms = [word for each in PLATFORMS for word in ("--platform", f"{each}_{machine}")]
    command = [sys.executable, "-m", "pip", "download", "-q", "--only-binary=:all:", "--python-version", python, *platforms]
    subprocess.run([*command, "-c", PROJECT / "constraints.txt", "-d", folder, *what], check=True, timeout=600)
