"""What a worker refuses its plugin, wherever it runs: the network, the kiosk's own files, endless memory.

On a kiosk systemd's sandbox is the wall. This is the fence before it: it works on a
laptop too, and tells the author in a sentence what the wall would only refuse. A plugin
that means harm can get around it from C; it cannot get around the wall.
"""

import os
import resource
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

MEMORY_BYTES = 1 << 30
"""Of addresses, not of memory in use: libraries reserve far more than they touch."""
FILE_BYTES = 64 << 20
"""The largest file a plugin may write."""
_DIALS = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"})
_NAMES = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"})
_CHANGES = frozenset(
    {"os.remove", "os.rename", "os.truncate", "os.link", "os.symlink", "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "sqlite3.connect"}
)
_LOOKS = frozenset({"open", "os.listdir", "os.scandir"})
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(frozen=True, slots=True)
class Fence:
    """Where a plugin must not go."""

    keep_out: tuple[Path, ...] = ()
    """Folders that are none of its business."""
    read_only: tuple[Path, ...] = ()
    """Folders it may read, even inside those it must keep out of."""


def put_up(fence: Fence) -> None:
    """Hold this process to the fence and to its limits for the rest of its life."""
    _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_FSIZE, FILE_BYTES)
    _limit(resource.RLIMIT_CORE, 0)
    guard = Guard(fence)
    # An audit hook cannot be taken away again.
    sys.addaudithook(guard.look)


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most, hard if hard != resource.RLIM_INFINITY and hard < most else most))


class Guard:
    """Looks at what Python is about to do: an audit hook."""

    def __init__(self, fence: Fence) -> None:
        self._keep_out = tuple(os.path.realpath(each) + os.sep for each in fence.keep_out)
        self._read_only = tuple(os.path.realpath(each) + os.sep for each in fence.read_only)

    def look(self, event: str, about: tuple[object, ...]) -> None:
        """Look at one thing Python is about to do.

        :raises PermissionError: the fence forbids it, with the reason for the plugin's author.
        """
        if event in _NAMES or (event in _DIALS and _family(about[0]) != socket.AF_UNIX):
            raise PermissionError("a plugin has no network; what it needs arrives as a dataset")
        if event in _CHANGES:
            for each in about:
                self._check(each, is_change=True)
        elif event in _LOOKS:
            self._check(about[0], is_change=event == "open" and _writes(*about))

    def _check(self, named: object, *, is_change: bool) -> None:
        if not isinstance(named, str | bytes | os.PathLike):
            return
        path = os.path.realpath(os.fsdecode(named)) + os.sep
        if path.startswith(self._read_only):
            if is_change:
                raise PermissionError("a plugin cannot change its own folder or a dataset")
        elif path.startswith(self._keep_out):
            raise PermissionError("the kiosk's own files are no plugin's business")


def _family(of: object) -> int:
    return int(getattr(of, "family", -1))


def _writes(_path: object, mode: object, flags: object) -> bool:
    return bool(isinstance(flags, int) and flags & _WRITING) or bool(isinstance(mode, str) and set(mode) & set("wax+"))
