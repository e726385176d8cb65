"""How a role ends: told by a signal, or with the process that started it."""

import ctypes
import os
import signal
import threading
from types import FrameType

_PR_SET_PDEATHSIG = 1


def told_to_end() -> threading.Event:
    """Return an event that is set by SIGTERM or SIGINT; a second signal ends at once."""
    ended = threading.Event()

    def end(number: int, _frame: FrameType | None) -> None:
        if ended.is_set():
            os._exit(128 + number)
        ended.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    return ended


def end_with_parent() -> None:
    """Ask the kernel for a SIGTERM when the parent dies, so that nothing is left over after a kill -9."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() == 1:
        os.kill(os.getpid(), signal.SIGTERM)
