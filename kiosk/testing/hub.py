"""A hub that takes every event and remembers it."""

import json
from collections.abc import Sequence
from typing import Any

from kiosk.contract.answers import BatchAnswer, EventResult, Taken
from kiosk.contract.events import Event
from kiosk.contract.signature import SignedHead
from kiosk.errors import HubUnreachable


class ListeningHub:
    """Implements the port Hub; `is_away` makes it unreachable."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.is_away = False

    def is_reachable(self) -> bool:
        """Tell whether it is there."""
        return not self.is_away

    def send(self, events: Sequence[Event], head: SignedHead) -> BatchAnswer:
        """Take a batch."""
        if self.is_away:
            raise HubUnreachable("the hub of the test", "it is away")
        self.events += [json.loads(each.body) for each in events]
        taken = tuple(EventResult(each.sequence, Taken.ACCEPTED) for each in events)
        return BatchAnswer(head.head.kiosk, head.head.epoch, taken, events[-1].sequence)
