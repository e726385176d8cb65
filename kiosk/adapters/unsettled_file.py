"""Unsettled codes in a file in memory: they outlive the desk, and not the machine.

After a power cut nothing is lost either: capture starts as well, and reads again what lies there.
"""

from pathlib import Path

import msgspec
import structlog

from kiosk.domain.unsettled import Unsettled

log = structlog.get_logger()


class UnsettledFile:
    """Keeps them in one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Unsettled:
        """Return what was kept last; nothing where nobody can read it."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Unsettled)
        except FileNotFoundError:
            return Unsettled()
        except (OSError, ValueError) as error:
            log.warning("unsettled.unreadable", why=str(error), instead="nothing")
            return Unsettled()

    def write(self, found: Unsettled) -> None:
        """Keep this instead; a file that cannot be written stops nothing."""
        fresh = self._path.with_name(f".{self._path.name}")
        try:
            fresh.touch(mode=0o600)
            fresh.write_bytes(msgspec.json.encode(found))
            fresh.replace(self._path)
        except OSError as error:
            log.warning("unsettled.not_kept", why=str(error))
