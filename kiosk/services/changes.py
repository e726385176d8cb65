"""Tells the hub of every change in who works here, what tags stand for and which plugins may run.

What is there is held against what was there at the last look, so that nothing done by a
command, by hand or while the desk was down goes untold (ADR 32). What a supervisor does on
the screen is told at once, under the supervisor's id; everything else under ``operator``.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

import structlog

from kiosk.contract.events import Happening
from kiosk.domain.staff import StaffId, speaker
from kiosk.domain.thing import Thing
from kiosk.errors import LedgerUnwritable
from kiosk.ports import Clock
from kiosk.services.happenings import kiosk_changed

BY_OPERATOR = "operator"
"""Whoever changed it beside the screen: by a command, or in a file."""
LOOK_EVERY_S = 30.0
log = structlog.get_logger()


class Memory(Protocol):
    """What was there at the last look, kept through power cuts."""

    def read(self) -> Mapping[str, Thing] | None:
        """Return the things by key, or None where nobody has looked yet."""
        ...

    def write(self, things: Mapping[str, Thing]) -> None:
        """Keep them in place of what was kept."""
        ...


class Changes:
    """Looks from time to time, and at once when a supervisor changes something."""

    def __init__(
        self, look: Callable[[], Mapping[str, Thing]], memory: Memory, tell: Callable[[Sequence[Happening]], None], clock: Clock
    ) -> None:
        """Take what returns all things by key, the memory, who keeps events, and the clock."""
        self._look = look
        self._memory = memory
        self._tell = tell
        self._clock = clock
        self._lock = threading.RLock()
        self._next_s = 0.0

    def turn(self) -> None:
        """Tell of what changed since the last look, every half minute; the first look ever tells nothing."""
        now_s = self._clock.now().boot_s
        with self._lock:
            if now_s >= self._next_s:
                self._next_s = now_s + LOOK_EVERY_S
                self._compare(BY_OPERATOR)

    @contextmanager
    def made_by(self, member: StaffId) -> Iterator[None]:
        """Let what is changed inside the block be told under the person's id."""
        with self._lock:
            self._compare(BY_OPERATOR)
            yield
            self._compare(speaker(member))

    def _compare(self, by: str) -> None:
        before, now = self._memory.read(), self._look()
        if before == now:
            return
        try:
            if before is not None:
                self._tell([kiosk_changed(thing.kind, thing.name, how, by, self._clock.now()) for how, thing in _differences(before, now)])
        except LedgerUnwritable as fault:
            log.warning("change.not_told", code=fault.code)
            return
        self._memory.write(now)


def _differences(before: Mapping[str, Thing], now: Mapping[str, Thing]) -> Iterator[tuple[str, Thing]]:
    for key in sorted(before.keys() | now.keys()):
        if key not in before:
            yield "added", now[key]
        elif key not in now:
            yield "removed", before[key]
        elif before[key] != now[key]:
            yield "changed", now[key]
