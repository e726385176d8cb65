"""How much time a frame has left; asked inside stages, not only between them.

Counted is the work of this thread, not the time on the wall: what a picture shows must not
depend on what else the machine is doing (ADR 0018). The wall only ends what takes so long
that the next frames would be missed.
"""

import time

PATIENCE = 4.0
"""How many times its budget a frame may take on the wall of a machine that is busy elsewhere."""


class Budget:
    """A stopwatch that is started once and only runs out."""

    def __init__(self, seconds: float) -> None:
        self._until = time.thread_time() + seconds
        self._latest = time.monotonic() + PATIENCE * seconds

    @property
    def left_s(self) -> float:
        """What is left; never below zero."""
        return max(0.0, min(self._until - time.thread_time(), self._latest - time.monotonic()))

    def allows(self, cost_s: float) -> bool:
        """Say whether something that takes this long may begin."""
        return self.left_s > cost_s
