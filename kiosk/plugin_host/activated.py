"""Workers that systemd starts on their sockets: the desk may end none of them, so it leaves a note.

``NAME.reset`` beside a worker's socket means: it is stuck, kill it. A path unit of root's
watches for it (on a laptop the parent of all roles does), kills the worker with
everything it started, and removes the note.
"""

from pathlib import Path

import structlog

log = structlog.get_logger()


class Resets:
    """The notes in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """Return where the note about a plugin lies."""
        return self._folder / f"{name}.reset"

    def restart(self, name: str) -> None:
        """Ask for a worker to be killed; it comes back with the next connection."""
        try:
            self.path(name).touch()
        except OSError as error:
            # It ends itself after two seconds, unless it took that away from itself.
            log.warning("worker.not_reset", plugin=name, reason=str(error))
