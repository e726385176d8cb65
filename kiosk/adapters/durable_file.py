"""Small files that must survive a power cut whole: the old content or the new, never half of it."""

import os
import tempfile
from pathlib import Path


def replace_durably(path: Path, content: bytes, mode: int) -> None:
    """Write the content in place of what was there; when this returns, it is on the medium."""
    fresh = _written_beside(path, content, mode)
    fresh.replace(path)
    sync_folder(path.parent)


def create_durably(path: Path, content: bytes, mode: int) -> None:
    """Write the content unless the file is there already; of two at the same time, one wins whole."""
    fresh = _written_beside(path, content, mode)
    try:
        path.hardlink_to(fresh)
    except FileExistsError:
        return
    finally:
        fresh.unlink()
    sync_folder(path.parent)


def _written_beside(path: Path, content: bytes, mode: int) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, mode)
        file.write(content)
        file.flush()
        os.fsync(descriptor)
    return Path(name)


def sync_folder(folder: Path) -> None:
    """Put the names of new files on the medium: a file is there only when its folder says so."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
