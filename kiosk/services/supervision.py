"""The self-check of a role: the watchdog is fed only after the role has done what it is there for.

A thread that feeds on a timer would keep a hung counter alive. Here the loop that does the
work feeds, after every check has passed; a loop that hangs, or a check that does, stays
silent, and systemd ends the role and starts it again.
"""

from collections.abc import Callable, Mapping

import structlog

from kiosk.errors import KioskError
from kiosk.ports import Clock, Supervision

FEED_EVERY_S = 1.0
"""Checks cost little, but a loop may turn fifteen times a second."""
Check = Callable[[], object]
log = structlog.get_logger()


class SelfCheck:
    """Asks what must work, and tells supervision when all of it does."""

    def __init__(self, supervision: Supervision, clock: Clock, checks: Mapping[str, Check] | None = None) -> None:
        """Take the checks by name; each returns when it passed, raises when not, and hangs when what it asks hangs."""
        self._supervision = supervision
        self._clock = clock
        self._checks = dict(checks or {})
        self._due_s = 0.0
        self._is_ready = False
        self._failing = ""

    def turn(self) -> None:
        """Take note that the loop has come round; check and feed when it is time."""
        now_s = self._clock.now().boot_s
        if now_s < self._due_s:
            return
        self._due_s = now_s + FEED_EVERY_S
        if self._passes():
            self._feed()

    def _passes(self) -> bool:
        for name, check in self._checks.items():
            try:
                check()
            except (KioskError, OSError) as fault:
                self._tell(f"{name}: {fault}")
                return False
        self._tell("")
        return True

    def _tell(self, failing: str) -> None:
        if failing == self._failing:
            return
        self._failing = failing
        if failing:
            log.error("selfcheck.failed", fault=failing)
        self._supervision.says(failing or "well")

    def _feed(self) -> None:
        if not self._is_ready:
            self._is_ready = True
            self._supervision.ready()
        self._supervision.alive()
