"""How much time a frame has left; asked inside stages, not only between them."""

import time


class Budget:
    """A stopwatch that is started once and only runs out."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def left_s(self) -> float:
        """What is left; never below zero."""
        return max(0.0, self._until - time.monotonic())

    def allows(self, cost_s: float) -> bool:
        """Say whether something that takes this long may begin."""
        return self.left_s > cost_s
