"""A kiosk with a real ledger that delivers, in this process, to whatever address it is given; its clock is set by hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from contract.hubs import EnrolledKiosk, RunningHub
from fakes import HandClock
from intake_samples import recorded_intake, told

from kiosk.adapters.hub_http import HttpHub
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.reference_hub.reading import events_of
from kiosk.services.delivery import Delivery

TIMEOUT_S = 0.6
MOST_STEPS = 20_000


@dataclass
class Posting:
    """What one kiosk has to send, and what of it has arrived."""

    hub: RunningHub
    kiosk: EnrolledKiosk
    intakes: SqliteIntakes
    outbox: SqliteOutbox
    clock: HandClock = field(default_factory=HandClock)
    timeout_s: float = TIMEOUT_S
    """How long an answer is waited for."""

    def record(self, count: int) -> None:
        """Write that many events."""
        intake = recorded_intake(self.intakes.new_id())
        self.intakes.record(intake, [told(intake.id)] * count)

    def deliver(self, url: str, done: Callable[[], object] | None = None) -> None:
        """Deliver to the address until everything was taken, or until `done`."""
        hub = HttpHub(url, self.kiosk.granted.token, self.timeout_s)
        delivery = Delivery(self.outbox, hub, self.kiosk.signer, self.clock, self.kiosk.id)
        try:
            for _ in range(MOST_STEPS):
                if done() if done else not self.outbox.backlog().waiting:
                    return
                self.clock.wait(delivery.step() * 20)
        finally:
            hub.close()
        raise AssertionError(f"not delivered: {self.outbox.backlog()}")

    @property
    def fault(self) -> str:
        """What ``kiosk outbox status`` and the strip say."""
        return self.outbox.backlog().last_fault

    @property
    def arrived(self) -> list[int]:
        """The sequences the hub has, in its order."""
        return [int(each["sequence"]) for each in events_of(self.hub.database, self.kiosk.id)]


@contextmanager
def posting(hub: RunningHub, folder: Path) -> Iterator[Posting]:
    """Give a kiosk the hub knows."""
    kiosk = hub.enrolled(folder / "state")
    intakes, outbox = SqliteIntakes(folder / "ledger.db", kiosk.source), SqliteOutbox(folder / "ledger.db")
    try:
        yield Posting(hub, kiosk, intakes, outbox)
    finally:
        outbox.close()
        intakes.close()
