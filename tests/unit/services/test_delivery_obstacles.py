"""Delivery against hubs that say anything: nothing is lost, nothing is dropped for another's fault, nothing waits longer than it must."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fakes import HandClock
from intake_samples import KIOSK, SOURCE, recorded_intake, told

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.signer import FileSigner, create_key
from kiosk.contract.answers import BatchAnswer, EventResult, Taken
from kiosk.contract.events import Event
from kiosk.contract.signature import SignedHead
from kiosk.domain.moment import Moment
from kiosk.errors import BatchRefused, HubBusy, HubError, HubRefusesKiosk, HubUnreachable, HubUntrusted
from kiosk.services.delivery import Delivery

Says = Callable[[Sequence[Event]], HubError | None]


@dataclass
class ObstinateHub:
    """A hub that takes what `says` has nothing against."""

    says: Says = lambda _events: None
    reachable: bool = True
    batches: list[list[int]] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    probes: int = 0

    def send(self, events: Sequence[Event], head: SignedHead) -> BatchAnswer:
        self.batches.append([each.sequence for each in events])
        if fault := self.says(events):
            raise fault
        self.taken += self.batches[-1]
        return BatchAnswer(KIOSK, head.head.epoch, tuple(EventResult(each.sequence, Taken.ACCEPTED) for each in events), 0)

    def is_reachable(self) -> bool:
        self.probes += 1
        return self.reachable


class UnsetClock(HandClock):
    """A clock nobody has set, until `is_set`."""

    is_set = False

    def now(self) -> Moment:
        return Moment(self.wall_s, self.boot_id, self.boot_s, synchronised=self.is_set)


@dataclass
class Post:
    """A kiosk with events to send."""

    outbox: SqliteOutbox
    intakes: SqliteIntakes
    signer: FileSigner
    hub: ObstinateHub = field(default_factory=ObstinateHub)
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        """Begin."""
        self.delivery = self.begun()

    def begun(self) -> Delivery:
        return Delivery(self.outbox, self.hub, self.signer, self.clock, KIOSK)

    def record(self, count: int) -> None:
        intake = recorded_intake(self.intakes.new_id())
        self.intakes.record(intake, [told(intake.id)] * count)

    def go_on(self, seconds: float) -> None:
        """Let delivery work for that long."""
        until_s = self.clock.boot_s + seconds
        while self.clock.boot_s < until_s:
            self.clock.wait(max(self.delivery.step(), 0.01))

    @property
    def fault(self) -> str:
        return self.outbox.backlog().last_fault


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    create_key(tmp_path)
    intakes, outbox = SqliteIntakes(tmp_path / "ledger.db", SOURCE), SqliteOutbox(tmp_path / "ledger.db")
    yield Post(outbox, intakes, FileSigner(tmp_path))
    outbox.close()
    intakes.close()


def poisoned(*numbers: int) -> Says:
    return lambda events: BatchRefused(422, "no") if any(each.sequence in numbers for each in events) else None


@pytest.mark.parametrize("poison", [(1,), (40,), (7, 8), (2, 50, 99)], ids=str)
def test_a_refused_batch_is_divided_and_only_the_poison_is_parked(post: Post, poison: tuple[int, ...]) -> None:
    """One event the hub cannot take never holds up the others."""
    post.record(100)
    post.hub.says = poisoned(*poison)

    post.go_on(30)

    assert tuple(each.event.sequence for each in post.outbox.parked()) == poison
    assert post.hub.taken == [each for each in range(1, 101) if each not in poison]
    assert post.outbox.backlog().waiting == 0


def test_a_poison_costs_few_requests(post: Post) -> None:
    """Halving, not trying one by one."""
    post.record(1000)
    post.hub.says = poisoned(700)

    post.go_on(30)

    assert len(post.hub.batches) < 45


@pytest.mark.parametrize("status", [401, 403, 404, 409, 422, 451])
def test_a_refusal_of_the_kiosk_stops_the_queue_and_drops_nothing(post: Post, status: int) -> None:
    post.record(5)
    post.hub.says = lambda _events: HubRefusesKiosk(status, "no")

    post.go_on(1000)

    assert post.outbox.backlog().waiting == 5
    assert "KSK-412" in post.fault
    assert 3 <= len(post.hub.batches) <= 5


def test_it_sends_within_five_seconds_of_the_networks_return(post: Post) -> None:
    """After an hour's outage too, and no scan is needed."""
    post.record(5)
    post.hub.reachable = False
    post.hub.says = lambda _events: None if post.hub.reachable else HubUnreachable("https://hub", "no connection")
    post.go_on(3600)

    post.hub.reachable = True
    post.go_on(5)

    assert post.hub.taken == [1, 2, 3, 4, 5]


def test_while_the_network_is_away_only_connections_are_tried_often(post: Post) -> None:
    """Full jitter up to five minutes for batches, a second or two for connections."""
    post.record(1)
    post.hub.reachable = False
    post.hub.says = lambda _events: HubUnreachable("https://hub", "no connection")

    post.go_on(3600)

    assert 10 < len(post.hub.batches) < 100
    assert 1500 < post.hub.probes < 3600


def test_a_hub_that_accepts_connections_and_fails_is_not_asked_more_often(post: Post) -> None:
    """A connection that succeeds is news only after one that failed."""
    post.record(1)
    post.hub.says = lambda _events: HubUnreachable("https://hub", "no answer within 20 s")

    post.go_on(3600)

    assert len(post.hub.batches) < 100


def test_a_hub_that_is_busy_is_left_alone(post: Post) -> None:
    """No probing where the hub itself asked for rest: kiosks must not come back all at once."""
    post.record(1)
    post.hub.says = lambda _events: HubBusy(503, 120.0)

    post.go_on(100)

    assert (len(post.hub.batches), post.hub.probes) == (1, 0)


def test_a_certificate_that_is_not_yet_valid_on_an_unset_clock_waits_for_the_time(post: Post) -> None:
    """A Pi without a battery clock starts in the past; nobody has to do anything about it."""
    post.record(2)
    post.clock = clock = UnsetClock()
    post.delivery = post.begun()
    post.hub.says = lambda _events: (
        None if clock.is_set else HubUntrusted("https://hub", "certificate is not yet valid", is_about_time=True)
    )
    post.go_on(600)
    waiting = post.fault

    clock.is_set = True
    post.go_on(2)

    assert "KSK-521" in waiting
    assert "Waiting for the time" in waiting
    assert post.hub.taken == [1, 2]


def test_a_certificate_that_is_not_yet_valid_on_a_clock_that_is_right_is_not_trusted(post: Post) -> None:
    post.record(1)
    post.hub.says = lambda _events: HubUntrusted("https://hub", "certificate is not yet valid", is_about_time=True)

    post.go_on(10)

    assert "KSK-520" in post.fault


def test_a_ledger_that_takes_no_writes_is_told_to_whoever_looks(post: Post) -> None:
    """The hub has the events, the kiosk cannot note it: that stands in no ledger, so the sign of life says it."""
    post.record(1)
    post.outbox._ledger.connection.execute("PRAGMA query_only = 1")  # noqa: SLF001 - the disk takes no writes on this connection
    heard: list[str] = []
    stop = threading.Event()

    def between(fault: str) -> bool:
        heard.append(fault)
        return not fault

    post.delivery.run(stop, between)

    assert heard[0] == ""
    assert "KSK-312" in heard[1]
