"""When to try the hub again after it could not take events.

A hub that answers *not now* is left alone for a chance part of a doubling wait, so that the
kiosks of a region do not all come back at once. A network that is away is another matter:
while it is, a connection is tried every second or two, and the first one that succeeds after
one that failed ends the wait. So a kiosk sends within seconds of the network's return, and
a hub that accepts connections and fails is not asked more often for it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.errors import HubBusy, HubError, HubRefusesKiosk, HubUnreachable, HubUntrusted, HubWaitsForTime
from kiosk.ports import Clock, NextTry

LONGEST_WAIT_S = 300.0
LONGEST_WISH_S = 3600.0
"""How long a hub may ask to be left alone; a longer wish is a mistake or malice."""
PROBE_S = 1.0
"""The least time between two tried connections; a chance second comes on top."""
_NETWORK = (HubUnreachable.code, HubUntrusted.code)


@dataclass(slots=True)
class Patience:
    """Knows how long to wait, and what ends a wait early."""

    clock: Clock
    is_reachable: Callable[[], bool]
    # Spreads the kiosks of a region over the time after an outage; no secret depends on it.
    chance: Callable[[], float] = random.Random().random  # noqa: S311 - see above
    _was_away: bool = False
    _ended_early: bool = False
    _probe_due_s: float = 0.0

    def after(self, fault: HubError, planned: NextTry | None) -> NextTry:
        """Return when to try again after one more fault."""
        now = self.clock.now()
        attempts = 1 if self._ended_early or planned is None else planned.attempts + 1
        if self._ended_early:
            self._was_away = False
        self._ended_early, self._probe_due_s = False, now.boot_s
        return NextTry(now.boot_id, now.boot_s + self._wait_s(fault, attempts), attempts, f"{fault} ({fault.code})")

    def rest_s(self, planned: NextTry | None) -> float:
        """Return how long to wait still. The boot clock begins again at every start: another boot means now."""
        now = self.clock.now()
        if planned is None or planned.boot_id != now.boot_id:
            return 0.0
        rest_s = max(0.0, planned.boot_s - now.boot_s)
        return 0.0 if rest_s and self._may_end(planned.fault) else rest_s

    def _may_end(self, fault: str) -> bool:
        if HubWaitsForTime.code in fault:
            return self.clock.now().synchronised
        return any(code in fault for code in _NETWORK) and self._came_back()

    def _came_back(self) -> bool:
        """Tell whether a connection succeeds after one that failed: that is news, success alone is none."""
        now_s = self.clock.now().boot_s
        if now_s < self._probe_due_s:
            return False
        answers = self.is_reachable()
        self._probe_due_s = self.clock.now().boot_s + PROBE_S + self.chance()
        if not answers:
            self._was_away = True
        self._ended_early = answers and self._was_away
        return self._ended_early

    def _wait_s(self, fault: HubError, attempts: int) -> float:
        """Return a chance part of a doubling wait."""
        if isinstance(fault, HubRefusesKiosk):
            return LONGEST_WAIT_S
        spread_s = self.chance() * min(LONGEST_WAIT_S, 2.0 ** min(attempts, 10))
        wished_s = fault.retry_after_s if isinstance(fault, HubBusy) and fault.retry_after_s else 0.0
        return min(wished_s, LONGEST_WISH_S) + spread_s
