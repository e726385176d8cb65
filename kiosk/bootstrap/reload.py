"""Restarts a plugin's worker when a file of the plugin changes: ``kiosk demo --reload``."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from kiosk.bootstrap.places import places
from kiosk.bootstrap.plugins import plugin_records
from kiosk.plugin_host.activated import Resets
from kiosk.settings import Settings

LOOK_EVERY_S = 0.5

Stamp: TypeAlias = frozenset[tuple[str, int, int]]


class FolderWatch:
    """Notices which folders have changed since it looked last."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = dict(folders)
        self._seen = {name: _stamp(folder) for name, folder in self._folders.items()}

    def changed(self) -> tuple[str, ...]:
        """Return the names of the folders in which a file came, went or was written."""
        now = {name: _stamp(folder) for name, folder in self._folders.items()}
        names = tuple(name for name, stamp in now.items() if stamp != self._seen[name])
        self._seen = now
        return names


@contextmanager
def reloaded(settings: Settings, ended: threading.Event, tell: Callable[[str], None]) -> Iterator[None]:
    """Restart a worker of this kiosk when a file of its plugin changes."""
    resets = Resets(places(settings).plugin_sockets)

    def restart(name: str) -> None:
        resets.restart(name)
        tell(f"{name} has changed; its worker starts again")

    folders = {each.name: Path(each.manifest.folder) for each in plugin_records(settings) if each.is_usable and each.manifest}
    watcher = threading.Thread(target=watch, args=(FolderWatch(folders), restart, ended), name="reload")
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def watch(folders: FolderWatch, restart: Callable[[str], None], ended: threading.Event, look_every_s: float = LOOK_EVERY_S) -> None:
    """Ask for a restart of each plugin whose folder changes, until told to end."""
    while not ended.wait(look_every_s):
        for name in folders.changed():
            restart(name)


def _stamp(folder: Path) -> Stamp:
    return frozenset(each for each in map(_file, folder.rglob("*")) if each is not None)


def _file(path: Path) -> tuple[str, int, int] | None:
    """Return what changes when the file does; nothing for what Python, pytest and editors leave there."""
    if "__pycache__" in path.parts or any(part.startswith(".") for part in path.parts[-3:]) or path.name.endswith("~"):
        return None
    try:
        found = path.stat()
    except OSError:
        return None
    return (str(path), found.st_mtime_ns, found.st_size) if path.is_file() else None
