"""Unpack a zip archive from a stranger: plain files only, inside the folder, and not too much."""

import encodings.cp437  # noqa: F401 -- zipfile asks for it late, when the unpacking child may not read the library any more
import stat
import zipfile
from pathlib import Path
from typing import BinaryIO

from kiosk.domain.text import plain
from kiosk.errors import PluginRefused

MAX_BYTES = 64 << 20
"""Unpacked, all files together: counted while unpacking, since an archive may lie about it."""
MAX_FILES = 5000
FILE_MODE = 0o644
FOLDER_MODE = 0o755
_CHUNK = 1 << 16


def unpack(name: str, content: BinaryIO, into: Path) -> None:
    """Write every file of the wheel or zip of that name below an empty folder, without its modes.

    :raises PluginRefused: it is no archive, leads out of the folder, holds links, or is too large.
    """
    try:
        with zipfile.ZipFile(content) as source:
            members = [each for each in source.infolist() if not each.is_dir()]
            if len(members) > MAX_FILES:
                raise PluginRefused(name, f"it holds {len(members)} files, at most {MAX_FILES} are taken")
            left = MAX_BYTES
            for member in members:
                left -= _write(name, source, member, into, left)
    except (OSError, EOFError, RuntimeError, NotImplementedError, ValueError, zipfile.BadZipFile, zipfile.LargeZipFile) as error:
        if isinstance(error, PluginRefused):
            raise
        raise PluginRefused(name, f"it is no archive that can be read ({plain(str(error))})") from error


def _write(name: str, source: zipfile.ZipFile, member: zipfile.ZipInfo, into: Path, left: int) -> int:
    """Write one file and return its size."""
    target = into.joinpath(*_parts(name, member))
    target.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    written = 0
    # "x" refuses a second file of the same name: which of the two was looked at would be chance.
    with source.open(member) as content, target.open("xb") as file:
        while chunk := content.read(_CHUNK):
            written += len(chunk)
            if written > left:
                raise PluginRefused(name, f"it unpacks to more than {MAX_BYTES >> 20} MB")
            file.write(chunk)
    target.chmod(FILE_MODE)
    return written


def _parts(name: str, member: zipfile.ZipInfo) -> list[str]:
    path = member.filename
    parts = path.split("/")
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        raise PluginRefused(name, f"{plain(path, 60)} in it is a link or a device")
    if "\\" in path or ":" in path or any(each in {"", ".", ".."} for each in parts):
        raise PluginRefused(name, f"{plain(path, 60)} in it leads out of its folder")
    return parts
