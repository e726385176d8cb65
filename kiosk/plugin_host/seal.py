"""The seal of a plugin: one number over everything in its folder, so that nothing changes unseen.

Names, modes and bytes count. Links and devices are refused: what they lead to is not in the
folder. ``__pycache__`` does not count, because workers never read it (``from_source``).
"""

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from kiosk.errors import PluginStrays, PluginUnapproved

IGNORED = "__pycache__"


def seal_of(folder: Path) -> str:
    """Return the SHA-256 over the sorted (path, mode, bytes) of all files of a folder, in hex.

    :raises PluginStrays: something in it is neither file nor folder, or cannot be read.
    """
    whole = hashlib.sha256()
    try:
        for file in sorted(files_of(folder), key=lambda each: os.fsencode(each.relative_to(folder))):
            with file.open("rb") as content:
                bytes_of_it = hashlib.file_digest(content, "sha256").digest()
            mode = stat.S_IMODE(file.lstat().st_mode)
            whole.update(os.fsencode(file.relative_to(folder)) + b"\0%o\0" % mode + bytes_of_it)
    except OSError as error:
        raise PluginStrays(folder.name, str(error)) from error
    return whole.hexdigest()


def check_seal(name: str, folder: Path, seal: str) -> None:
    """Return if the folder is as it was when it got the seal.

    :raises PluginUnapproved: it never got one, or was changed.
    :raises PluginStrays: its seal cannot be told.
    """
    if not seal:
        raise PluginUnapproved(name, "was never approved on this kiosk")
    if seal_of(folder) != seal:
        raise PluginUnapproved(name, "changed after its approval")


def files_of(folder: Path) -> Iterator[Path]:
    """Yield every file of a plugin's folder that counts, in no order.

    :raises PluginStrays: the folder is a link, or something in it is neither file nor folder.
    """
    if folder.is_symlink():
        raise PluginStrays(folder.name, "its folder is a link")
    yield from _below(folder, folder)


def _below(folder: Path, place: Path) -> Iterator[Path]:
    with os.scandir(place) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != IGNORED:
                    yield from _below(folder, Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)
            else:
                what = "a link" if entry.is_symlink() else "neither a file nor a folder"
                raise PluginStrays(folder.name, f"{Path(entry.path).relative_to(folder)} is {what}")
