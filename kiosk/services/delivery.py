"""Delivery: events from the outbox to the hub, in order, exactly once, however long the network is away.

Sending again is always harmless, forgetting never is: an event leaves the queue only when
the hub has named it in an answer of the contract. Whatever else happens is *later*.
"""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from kiosk.contract.answers import SETTLED, BatchAnswer
from kiosk.contract.events import Event
from kiosk.contract.signature import Head, SignedHead
from kiosk.errors import HubBusy, HubError, HubRefusesKiosk, HubTalksNonsense, HubWantsLess, LedgerError
from kiosk.ports import Clock, Hub, NextTry, Outbox, Signer

log = structlog.get_logger()

POLL_S = 1.0
"""How soon a new event, or somebody's wish to try again, is noticed."""
MOST_EVENTS = 200
MOST_BYTES = 256 * 1024
LONGEST_WAIT_S = 300.0
LONGEST_WISH_S = 3600.0
"""How long a hub may ask to be left alone; a longer wish is a mistake or malice."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How large the next batch may be: one event after a rest, then doubling, so that a hub that just came back is not flooded."""

    events: int = 1
    most_events: int = MOST_EVENTS
    most_bytes: int = MOST_BYTES

    def faster(self) -> "Pace":
        """Return the pace after a good answer."""
        return Pace(min(self.events * 2, self.most_events), self.most_events, self.most_bytes)

    def below(self, batch: Sequence[Event]) -> "Pace":
        """Return the pace after this batch was too large, kept until the queue is empty."""
        half = max(1, len(batch) // 2)
        return Pace(half, half, max(1, sum(len(each.body) for each in batch) // 2))


class Delivery:
    """Sends one batch at a time and keeps what the hub says of each event."""

    def __init__(self, outbox: Outbox, hub: Hub, signer: Signer, clock: Clock, kiosk_id: str) -> None:
        self._outbox = outbox
        self._hub = hub
        self._signer = signer
        self._clock = clock
        self._kiosk_id = kiosk_id
        self._pace = Pace()
        # Spreads the kiosks of a region over the time after an outage; no secret depends on it.
        self._chance: Callable[[], float] = random.Random().random  # noqa: S311 - see above

    def run(self, stop: threading.Event, turned: Callable[[], None] = lambda: None) -> None:
        """Deliver until told to stop, calling `turned` after each step; a full disk or a busy ledger is waited out."""
        while not stop.is_set():
            try:
                wait_s = self.step()
            except LedgerError as fault:
                log.exception("delivery.ledger", code=fault.code)
                wait_s = POLL_S
            turned()
            stop.wait(wait_s)

    def step(self) -> float:
        """Send what is due; return the seconds until the next step."""
        if (rest_s := self._rest_s()) > 0:
            return min(rest_s, POLL_S)
        batch = self._outbox.waiting(self._pace.events, self._pace.most_bytes)
        if not batch:
            self._pace = Pace()
            return POLL_S
        try:
            answer = self._hub.send(batch, self._signed_head(batch[-1]))
            self._check(answer, batch)
        except HubWantsLess as fault:
            return self._halve(batch, fault)
        except HubError as fault:
            return self._postpone(fault)
        self._settle(answer)
        return 0.0

    def _rest_s(self) -> float:
        """Return how long to wait still. The boot clock begins again at every start: another boot means now."""
        planned, now = self._outbox.next_try(), self._clock.now()
        if planned is None or planned.boot_id != now.boot_id:
            return 0.0
        return planned.boot_s - now.boot_s

    def _signed_head(self, last: Event) -> SignedHead:
        head = Head(self._kiosk_id, last.epoch, last.sequence, last.hash)
        return SignedHead(head, self._signer.sign(head.to_sign()))

    def _check(self, answer: BatchAnswer, batch: Sequence[Event]) -> None:
        """Refuse an answer that is about something else than what was sent."""
        if (answer.kiosk, answer.epoch) != (self._kiosk_id, batch[0].epoch):
            raise HubTalksNonsense(f"it answered for kiosk {answer.kiosk}, epoch {answer.epoch}")
        named = [each.sequence for each in answer.results]
        if not named or len(set(named)) < len(named) or not set(named) <= {each.sequence for each in batch}:
            raise HubTalksNonsense("it named no event, one twice, or one that was not sent")

    def _settle(self, answer: BatchAnswer) -> None:
        settled = [each.sequence for each in answer.results if each.status in SETTLED]
        parked = [(each.sequence, each.status.value, each.reason) for each in answer.results if each.status not in SETTLED]
        self._outbox.settle(settled, parked)
        self._pace = self._pace.faster()
        log.info("delivery.settled", events=len(settled), contiguous_to=answer.contiguous_to)
        for sequence, status, reason in parked:
            log.error("delivery.parked", number=f"{answer.epoch}.{sequence}", status=status, reason=reason)

    def _halve(self, batch: Sequence[Event], fault: HubWantsLess) -> float:
        if len(batch) == 1:
            return self._postpone(HubRefusesKiosk(413, f"one event of {len(batch[0].body)} bytes is too large"))
        log.warning("delivery.halved", code=fault.code, events=len(batch))
        self._pace = self._pace.below(batch)
        return 0.0

    def _postpone(self, fault: HubError) -> float:
        planned, now = self._outbox.next_try(), self._clock.now()
        attempts = (planned.attempts if planned else 0) + 1
        wait_s = self._wait_s(fault, attempts)
        self._outbox.postpone(NextTry(now.boot_id, now.boot_s + wait_s, attempts, str(fault)))
        self._pace = Pace(1, self._pace.most_events, self._pace.most_bytes)
        tell = log.error if isinstance(fault, HubRefusesKiosk) else log.warning
        tell("delivery.postponed", code=fault.code, fault=str(fault), attempts=attempts, wait_s=round(wait_s, 1))
        return min(wait_s, POLL_S)

    def _wait_s(self, fault: HubError, attempts: int) -> float:
        """Return a chance part of a doubling wait, so that kiosks do not come back all at once."""
        if isinstance(fault, HubRefusesKiosk):
            return LONGEST_WAIT_S
        spread_s = self._chance() * min(LONGEST_WAIT_S, 2.0 ** min(attempts, 10))
        wished_s = fault.retry_after_s if isinstance(fault, HubBusy) and fault.retry_after_s else 0.0
        return min(wished_s, LONGEST_WISH_S) + spread_s
