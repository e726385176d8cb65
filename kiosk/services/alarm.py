"""What people must know of delivery: never a process that runs and silently ships nothing.

A fault that the hub or the network caused stands in the ledger. That delivery itself is gone
or stands still can only be seen by another process: its signs of life have ended.
"""

from collections.abc import Callable
from dataclasses import replace

from kiosk.domain.moment import Moment
from kiosk.errors import DeliverySilent, EventsParked, HubError
from kiosk.ports import Backlog, Clock, Pulse

GRACE_S = 30.0
"""How long delivery may take to start, after whoever watches it."""


class DeliveryWatch:
    """Looks at the backlog and at delivery's signs of life together."""

    def __init__(self, backlog: Callable[[], Backlog], pulse: Callable[[], Pulse | None], clock: Clock, grace_s: float = GRACE_S) -> None:
        self._backlog = backlog
        self._pulse = pulse
        self._clock = clock
        self._judge_from_s = clock.now().boot_s + grace_s

    def backlog(self) -> Backlog:
        """Return how far delivery has come, with the worst there is to say about it as its fault."""
        backlog, now = self._backlog(), self._clock.now()
        if backlog.waiting and now.boot_s >= self._judge_from_s and (wrong := self._wrong(now)):
            return replace(backlog, last_fault=wrong)
        if backlog.parked and not backlog.last_fault:
            return replace(backlog, last_fault=_sentence(EventsParked(backlog.parked)))
        return backlog

    def _wrong(self, now: Moment) -> str:
        pulse = self._pulse()
        if pulse is None or pulse.boot_id != now.boot_id:
            return _sentence(DeliverySilent("is not running"))
        if (late_s := now.boot_s - pulse.boot_s - pulse.lasts_s) > 0:
            return _sentence(DeliverySilent(f"has not moved for {late_s + pulse.lasts_s:.0f} s"))
        return pulse.fault


def _sentence(fault: HubError) -> str:
    return f"{fault} ({fault.code})"
