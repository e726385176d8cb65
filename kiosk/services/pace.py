"""How large the next batch may be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.contract.events import Event

MOST_EVENTS = 200
MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Pace:
    """One event after a rest, then doubling, so that a hub that just came back is not flooded."""

    events: int = 1
    most_events: int = MOST_EVENTS
    most_bytes: int = MOST_BYTES

    def faster(self) -> "Pace":
        """Return the pace after a good answer."""
        return replace(self, events=min(self.events * 2, self.most_events))

    def half_of(self, batch: Sequence[Event]) -> "Pace":
        """Return the pace to find out which half of a batch the hub cannot take."""
        return replace(self, events=max(1, len(batch) // 2))

    def below(self, batch: Sequence[Event]) -> "Pace":
        """Return the pace after this batch was too large, kept until the queue is empty or the one that was too large is known."""
        half = max(1, len(batch) // 2)
        return Pace(half, half, max(1, sum(len(each.body) for each in batch) // 2))

    def slowest(self) -> "Pace":
        """Return the pace after a rest."""
        return replace(self, events=1)
