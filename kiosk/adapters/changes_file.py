"""What was there at the desk's last look, in a small file of its own that survives a power cut whole."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import structlog

from kiosk.adapters.durable_file import replace_durably
from kiosk.domain.thing import Thing

MODE = 0o600
log = structlog.get_logger()


class ChangesFile:
    """Keeps things by key."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._last: Mapping[str, Thing] | None = None

    def read(self) -> Mapping[str, Thing] | None:
        """Return what was kept; None where nothing was, or it cannot be read: then the next look begins anew."""
        if self._last is None:
            try:
                self._last = msgspec.json.decode(self._path.read_bytes(), type=dict[str, Thing])
            except FileNotFoundError:
                return None
            except (OSError, ValueError):
                log.warning("changes.unusable", instead="a first look")
                return None
        return self._last

    def write(self, things: Mapping[str, Thing]) -> None:
        """Keep them; on a full disk until the desk ends, so that nothing is told twice meanwhile."""
        self._last = dict(things)
        try:
            replace_durably(self._path, msgspec.json.encode(things), MODE)
        except OSError as error:
            log.warning("changes.not_kept", why=str(error))
