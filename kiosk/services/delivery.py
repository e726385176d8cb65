"""Delivery: events from the outbox to the hub, in order, exactly once, however long the network is away.

Sending again is always harmless, forgetting never is: an event leaves the queue only when
the hub has named it in an answer of the contract. Whatever else happens is *later*.
"""

import threading
from collections.abc import Callable, Sequence

import structlog

from kiosk.contract.answers import SETTLED, BatchAnswer, Taken
from kiosk.contract.events import Event
from kiosk.contract.signature import Head, SignedHead
from kiosk.errors import (
    BatchRefused,
    HubError,
    HubRefusesKiosk,
    HubTalksNonsense,
    HubUntrusted,
    HubWaitsForTime,
    HubWantsLess,
    LedgerError,
)
from kiosk.ports import Clock, Hub, Outbox, Signer
from kiosk.services.pace import Pace
from kiosk.services.patience import Patience

log = structlog.get_logger()

POLL_S = 1.0
"""How soon a new event, or somebody's wish to try again, is noticed."""
LOOK_S = 0.25
"""How often delivery looks while it waits, whether it still has to."""


class Delivery:
    """Sends one batch at a time and keeps what the hub says of each event."""

    def __init__(self, outbox: Outbox, hub: Hub, signer: Signer, clock: Clock, kiosk_id: str) -> None:
        self._outbox = outbox
        self._hub = hub
        self._signer = signer
        self._clock = clock
        self._kiosk_id = kiosk_id
        self._pace = Pace()
        self._patience = Patience(clock, hub.is_reachable)

    def run(self, stop: threading.Event, between: Callable[[str], bool] = lambda _fault: True) -> None:
        """Deliver until told to stop; a full disk or a busy ledger is waited out.

        :param between: called before each step, with the ledger's fault in the last one or nothing; False ends delivery.
        """
        wrong = ""
        while not stop.is_set() and between(wrong):
            wrong = ""
            try:
                wait_s = self.step()
            except LedgerError as fault:
                log.exception("delivery.ledger", code=fault.code)
                wait_s, wrong = POLL_S, f"{fault} ({fault.code})"
            stop.wait(wait_s)

    def step(self) -> float:
        """Send what is due; return the seconds until the next step."""
        if (rest_s := self._patience.rest_s(self._outbox.next_try())) > 0:
            return min(rest_s, LOOK_S)
        batch = self._outbox.waiting(self._pace.events, self._pace.most_bytes)
        if not batch:
            self._pace = Pace()
            return POLL_S
        try:
            answer = self._hub.send(batch, self._signed_head(batch[-1]))
            self._check(answer, batch)
        except (HubWantsLess, BatchRefused) as fault:
            return self._divide(batch, fault)
        except HubError as fault:
            return self._postpone(fault)
        self._settle(answer)
        return 0.0

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

    def _divide(self, batch: Sequence[Event], fault: HubWantsLess | BatchRefused) -> float:
        """Send less; an event the hub refuses alone, in words about that very event, steps aside for the others."""
        if len(batch) > 1:
            log.warning("delivery.divided", code=fault.code, fault=str(fault), events=len(batch))
            self._pace = self._pace.below(batch) if isinstance(fault, HubWantsLess) else self._pace.half_of(batch)
            return 0.0
        (poison,) = batch
        if isinstance(fault, HubWantsLess):
            return self._postpone(HubRefusesKiosk(413, f"event {poison.id} of {len(poison.body)} bytes is too large"))
        self._outbox.settle([], [(poison.sequence, Taken.REFUSED.value, fault.detail)])
        log.error("delivery.parked", number=poison.id, status=fault.status, reason=fault.detail)
        self._pace = Pace()
        return 0.0

    def _postpone(self, fault: HubError) -> float:
        if isinstance(fault, HubUntrusted) and fault.is_about_time and not self._clock.now().synchronised:
            return self._postpone(HubWaitsForTime(str(fault)))
        then = self._patience.after(fault, self._outbox.next_try())
        self._outbox.postpone(then)
        self._pace = self._pace.slowest()
        tell = log.error if isinstance(fault, (HubRefusesKiosk, HubUntrusted)) else log.warning
        tell("delivery.postponed", code=fault.code, fault=str(fault), attempts=then.attempts)
        return LOOK_S
