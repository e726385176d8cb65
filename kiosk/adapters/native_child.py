"""A child process for native code that may crash or hang: what it costs is one answer, never its parent.

The child gets two descriptors, a socket for lines and shared memory for pixels; whatever
else is open here stays closed there.
"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

READY = b'"ready"\n'
"""A child's first line: its native code is loaded."""
LEAN = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "1"}
"""Environment of a child: no threads that nobody needs, each of which would keep memory of its own."""
LAST_WORDS_S = 0.2
"""How long a child that hung up may take to die by itself, so that its signal can be told."""
_READ_BYTES = 65536


def shared_memory(name: str) -> int:
    """Return a descriptor of memory that a child can map too; empty at first."""
    return os.memfd_create(name, os.MFD_CLOEXEC)


class NativeChild:
    """One life of a child, from start to end."""

    def __init__(self, module: str, arguments: Sequence[str], memory: int) -> None:
        """Start ``python -m module SOCKET MEMORY ARGUMENTS``."""
        self._ours, theirs = socket.socketpair()
        self._heard = b""
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 - our own module, our own arguments
                [sys.executable, "-m", module, str(theirs.fileno()), str(memory), *arguments],
                stdin=subprocess.DEVNULL,
                env={**os.environ, **LEAN},
                pass_fds=(theirs.fileno(), memory),
            )

    def send(self, line: bytes, *, within_s: float) -> None:
        """Hand the child a line.

        :raises OSError: it is gone, or takes nothing.
        """
        self._ours.settimeout(within_s)
        self._ours.sendall(line)

    def next_line(self, *, within_s: float) -> bytes:
        """Return what the child says next; what came too late is returned by a later call.

        :raises TimeoutError: it says nothing for so long.
        :raises OSError: it hung up.
        """
        until_s = time.monotonic() + within_s
        while b"\n" not in self._heard:
            self._ours.settimeout(max(0.001, until_s - time.monotonic()))
            more = self._ours.recv(_READ_BYTES)
            if not more:
                raise ConnectionResetError("the child hung up")
            self._heard += more
        line, _, self._heard = self._heard.partition(b"\n")
        return line + b"\n"

    def end(self, *, at_once: bool) -> str:
        """End the child if it still runs; return what became of it in words."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(0.0 if at_once else LAST_WORDS_S)
        self.process.kill()
        code = self.process.wait()
        self._ours.close()
        return f"died of {signal.Signals(-code).name}" if code < 0 else f"ended with status {code}"
