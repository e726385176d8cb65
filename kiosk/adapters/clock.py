"""The only place that asks the machine for the time.

Linux gives each start a random id and counts seconds from it through sleep
(``CLOCK_BOOTTIME``); a Pi without a battery clock knows nothing better until the network
has set its wall clock. Whether it has is asked of the kernel as systemd-timesyncd tells
it: the file ``/run/systemd/timesync/synchronized`` appears at the first synchronisation.
"""

import os
import threading
import time
import uuid
from pathlib import Path

from kiosk.domain.moment import Moment

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_SYNCHRONISED = Path("/run/systemd/timesync/synchronized")


class SystemClock:
    """The machine's clocks."""

    def __init__(self, boot_id: str | None = None, *, synchronised_when: Path = _SYNCHRONISED) -> None:
        """Take the boot id from the argument where the kernel's is hidden by a sandbox (systemd's ``%b``)."""
        self._boot_id = boot_id or _boot_id()
        self._synchronised_when = synchronised_when
        self._never = threading.Event()

    def now(self) -> Moment:
        """Return the present."""
        return Moment(time.time(), self._boot_id, time.clock_gettime(time.CLOCK_BOOTTIME), self._synchronised_when.exists())

    def wait(self, seconds: float) -> None:
        """Let that much time pass."""
        self._never.wait(seconds)


def _boot_id() -> str:
    """Return the kernel's boot id; where a sandbox hides it what systemd passed (``%b``), else an id of this process: another boot."""
    if told := os.environ.get("KIOSK_BOOT_ID"):
        return str(uuid.UUID(told))
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return str(uuid.uuid4())
