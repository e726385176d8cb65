"""A release as one file: what install.sh needs, every file with its hash, the list signed.

Signed once, by the publisher's Ed25519 key; a kiosk has the public half. Nothing of a
release is unpacked where it counts, and nothing of it is run, before all of it was checked.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from kiosk.errors import ReleaseRefused

LIST, SIGNATURE = "release.json", "release.sig"
ENDING = ".kiosk"
LARGEST_LIST = 4 << 20
LARGEST_FILE = 512 << 20
PARTS = ("kiosk", "plugins", "systemd", "firmware_config")
FILES = ("install.sh", "constraints.txt", "setup.cfg", "pyproject.toml", "README.md", "LICENSE")


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was checked and lies unpacked in a folder."""

    version: str
    folder: Path


def pack(project: Path, version: str, wheels: Path | None, private_key: Path, to: Path) -> Path:
    """Write a signed release of a checkout; with the wheels it installs without a network."""
    sources = {name: project / name for name in FILES}
    for part in PARTS:
        sources |= {str(each.relative_to(project)): each for each in sorted((project / part).rglob("*")) if _belongs(each)}
    if wheels:
        sources |= {f"wheels/{each.name}": each for each in sorted(wheels.glob("*.whl"))}
    hashes = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sources.items()}
    listed = json.dumps({"version": version, "files": hashes}, sort_keys=True).encode()
    signature = _private(private_key).sign(listed)
    out = to / f"repair-kiosk-{version}{ENDING}"
    with tarfile.open(out, "w") as tar:
        for name, content in ((LIST, listed), (SIGNATURE, signature)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        for name, path in sources.items():
            tar.add(path, name, recursive=False)
    return out


def unpack(file: Path, public_key: Path, into: Path) -> Release:
    """Check a release and unpack it.

    :raises ReleaseRefused: it is damaged, unsigned, or signed by somebody else.
    """
    try:
        with tarfile.open(file, "r:") as tar:
            listed = _member(tar, LIST, LARGEST_LIST)
            _check_signature(listed, _member(tar, SIGNATURE, 64), public_key)
            said = json.loads(listed)
            files: Mapping[str, str] = said["files"]
            _unpack_files(tar, files, into)
            return Release(str(said["version"]), into)
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise ReleaseRefused(file.name, str(error) or type(error).__name__) from error


def version_of(file: Path) -> tuple[int, ...]:
    """Return the version in a release's name as numbers, for choosing the newest; its list says what it really is."""
    return numbers(file.name.removeprefix("repair-kiosk-").removesuffix(ENDING))


def numbers(version: str) -> tuple[int, ...]:
    """Return the numbers of a version, to compare."""
    return tuple(int("".join(filter(str.isdigit, part)) or 0) for part in version.split("."))


def newest(folder: Path) -> Path | None:
    """Return the newest release in a folder."""
    found: Sequence[Path] = sorted(folder.glob(f"repair-kiosk-*{ENDING}"), key=version_of)
    return found[-1] if found else None


def _belongs(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts and not path.is_symlink()


def _member(tar: tarfile.TarFile, name: str, largest: int) -> bytes:
    member = tar.getmember(name)
    file = tar.extractfile(member)
    if file is None or member.size > largest:
        raise ValueError(f"{name} is no file, or too large")
    return file.read()


def _check_signature(listed: bytes, signature: bytes, public_key: Path) -> None:
    key = load_pem_public_key(public_key.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError(f"{public_key} is no Ed25519 public key")  # noqa: TRY004 - told as a release that is refused
    try:
        key.verify(signature, listed)
    except InvalidSignature as error:
        raise ValueError("its signature is not the publisher's") from error


def _unpack_files(tar: tarfile.TarFile, files: Mapping[str, str], into: Path) -> None:
    for name, wanted in files.items():
        content = _member(tar, name, LARGEST_FILE)
        if hashlib.sha256(content).hexdigest() != wanted:
            raise ValueError(f"{name} is not what was signed")
        path = into / name
        if not path.resolve().is_relative_to(into.resolve()):
            raise ValueError(f"{name} lies outside")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o755 if tar.getmember(name).mode & 0o100 else 0o644)


def _private(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ReleaseRefused(path.name, "that is no Ed25519 private key")
    return key
