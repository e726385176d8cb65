"""Delivery's signs of life: a small file in memory-backed storage, replaced whole."""

from contextlib import suppress
from pathlib import Path

import msgspec
import structlog

from kiosk.ports import Pulse

FILE = "pulse"
log = structlog.get_logger()


class PulseFile:
    """One writes it, everybody looks."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def beat(self, pulse: Pulse) -> None:
        """Show a sign of life; where it cannot be shown, others will say that delivery is silent."""
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            fresh.write_bytes(msgspec.json.encode(pulse))
            fresh.chmod(0o644)  # others look
            fresh.replace(self._path)
        except OSError as error:
            log.warning("delivery.pulse_unseen", reason=str(error))

    def last(self) -> Pulse | None:
        """Return the last sign of life, or None where there was none."""
        with suppress(OSError, ValueError):
            return msgspec.json.decode(self._path.read_bytes(), type=Pulse)
        return None
