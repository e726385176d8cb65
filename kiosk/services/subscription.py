"""Datasets from the hub: asked for now and then, taken only when newer and signed.

Events come first: datasets are asked for while nothing waits, and only where a connection can
be made. A dataset that is refused changes nothing; the reason stays in sight until a good one came.
"""

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from kiosk.errors import DatasetRefused, HubError, HubRefusesKiosk, HubUnreachable
from kiosk.ports import Clock, Datasets, KeptDataset, Publisher

AGAIN_S = 60.0
"""How soon to ask again after the hub could not be asked, plus a chance part of as much."""
log = structlog.get_logger()


@dataclass(slots=True)
class Subscription:
    """Keeps the datasets of these names up to date."""

    publisher: Publisher
    datasets: Datasets
    names: Sequence[str]
    clock: Clock
    every_s: float
    is_reachable: Callable[[], bool] = lambda: True
    chance: Callable[[], float] = random.Random().random  # noqa: S311 - spreads kiosks over time, no secret depends on it
    _due_s: float = -math.inf

    @property
    def is_due(self) -> bool:
        """Whether it is time to ask."""
        return self.clock.now().boot_s >= self._due_s

    @property
    def overdue_s(self) -> float:
        """For how long it has been time."""
        return self.clock.now().boot_s - self._due_s

    def hurry(self) -> None:
        """Make it time now."""
        self._due_s = self.clock.now().boot_s

    def renew(self) -> None:
        """Ask for each dataset once; what cannot be had now is asked for again soon."""
        rest_s = self.every_s * (0.5 + self.chance() / 2)
        for name in self.names if self.is_reachable() else ():
            try:
                self._renew(name)
            except DatasetRefused as fault:
                log.error("dataset.refused", dataset=name, code=fault.code, fault=str(fault))  # noqa: TRY400 - the sentence says it
                self.datasets.note(name, f"{fault} ({fault.code})")
            except HubError as fault:
                log.warning("dataset.not_asked", dataset=name, code=fault.code, fault=str(fault))
                rest_s = min(rest_s, AGAIN_S * (1.0 + self.chance()))
                if isinstance(fault, HubRefusesKiosk):
                    self.datasets.note(name, f"{fault} ({fault.code})")
                if isinstance(fault, HubUnreachable):
                    break  # the others would only cost a time-out each
        self._due_s = self.clock.now().boot_s + rest_s

    def _renew(self, name: str) -> None:
        before = self.datasets.kept().get(name, KeptDataset())
        published = self.publisher.dataset(name, before.etag)
        if published is None:
            self.datasets.note(name, "")
            return
        kept = self.datasets.keep(name, published)
        log.info("dataset.kept", dataset=name, version=kept.version, expires=kept.expires)
