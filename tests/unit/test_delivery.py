"""When delivery sends, what it believes, and what it keeps."""

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
from kiosk.errors import HubBusy, HubError, HubRefusesKiosk, HubTalksNonsense, HubUnreachable, HubWantsLess
from kiosk.services.delivery import POLL_S, Delivery
from kiosk.services.pace import MOST_EVENTS
from kiosk.services.patience import LONGEST_WAIT_S, LONGEST_WISH_S

Reply = BatchAnswer | HubError
Rule = Callable[[Sequence[Event]], Reply]


def taken(events: Sequence[Event], *, kiosk: str = KIOSK, epoch: str = "", **odd: tuple[Taken, str]) -> BatchAnswer:
    """Return an answer that names every event; ``odd`` gives some another word, by ``_sequence``."""
    words = {each.sequence: odd.get(f"_{each.sequence}", (Taken.ACCEPTED, "")) for each in events}
    results = tuple(EventResult(sequence, *word) for sequence, word in words.items())
    return BatchAnswer(kiosk, epoch or events[0].epoch, results, events[-1].sequence)


@dataclass
class ScriptedHub:
    """A hub that answers by a rule and keeps what it was sent."""

    rule: Rule = taken
    batches: list[list[int]] = field(default_factory=list)
    heads: list[SignedHead] = field(default_factory=list)
    sent: threading.Event = field(default_factory=threading.Event)

    def send(self, events: Sequence[Event], head: SignedHead) -> BatchAnswer:
        self.batches.append([each.sequence for each in events])
        self.heads.append(head)
        reply = self.rule(events)
        self.sent.set()
        if isinstance(reply, HubError):
            raise reply
        return reply

    def is_reachable(self) -> bool:
        """It always is: a connection that succeeds without one that failed is no news."""
        return True


@dataclass
class Setting:
    """A kiosk with a real ledger and a hand-set clock, and a hub that does as it is told."""

    intakes: SqliteIntakes
    outbox: SqliteOutbox
    hub: ScriptedHub
    clock: HandClock
    signer: FileSigner

    def record(self, count: int, note: str = "") -> None:
        intake = recorded_intake(self.intakes.new_id())
        self.intakes.record(intake, [told(intake.id, note=note)] * count)

    def delivery(self) -> Delivery:
        """Return a delivery role that has just started."""
        return Delivery(self.outbox, self.hub, self.signer, self.clock, KIOSK)

    def step_until(self, delivery: Delivery, done: Callable[[], bool], most: int = 5000) -> None:
        for _ in range(most):
            if done():
                return
            self.clock.wait(delivery.step())
        raise AssertionError(f"not done after {most} steps")

    def drain(self, delivery: Delivery) -> None:
        self.step_until(delivery, lambda: not self.outbox.backlog().waiting)


@pytest.fixture
def setting(tmp_path: Path) -> Iterator[Setting]:
    create_key(tmp_path)
    path = tmp_path / "ledger.db"
    intakes, outbox = SqliteIntakes(path, SOURCE), SqliteOutbox(path)
    yield Setting(intakes, outbox, ScriptedHub(), HandClock(), FileSigner(tmp_path))
    outbox.close()
    intakes.close()


# -- the normal way ----------------------------------------------------------------------


def test_batches_begin_at_one_and_double(setting: Setting) -> None:
    """A hub that just came back is not flooded by a whole region."""
    setting.record(600)

    setting.drain(setting.delivery())

    assert [len(each) for each in setting.hub.batches] == [1, 2, 4, 8, 16, 32, 64, 128, 200, 145]
    assert [sequence for batch in setting.hub.batches for sequence in batch] == list(range(1, 601))


def test_after_a_rest_batches_begin_small_again(setting: Setting) -> None:
    delivery = setting.delivery()
    setting.record(7)
    setting.drain(delivery)
    delivery.step()
    setting.record(3)

    setting.drain(delivery)

    assert [len(each) for each in setting.hub.batches] == [1, 2, 4, 1, 2]


def test_a_batch_never_exceeds_its_bytes(setting: Setting) -> None:
    setting.record(40, note="x" * 20_000)

    setting.drain(setting.delivery())

    assert max(len(each) for each in setting.hub.batches) == 12  # of 20 KB in 256 KiB
    assert MOST_EVENTS > 12


def test_every_batch_ends_with_a_signed_head(setting: Setting) -> None:
    setting.record(3)

    setting.drain(setting.delivery())

    assert [each.head.sequence for each in setting.hub.heads] == [1, 3]
    assert all(each.is_by(setting.signer.public_key) for each in setting.hub.heads)
    assert setting.hub.heads[0].head.kiosk == KIOSK


def test_a_new_event_is_noticed_within_a_second(setting: Setting) -> None:
    assert setting.delivery().step() <= POLL_S <= 1.0
    assert not setting.hub.batches


# -- what acknowledges, and what does not ------------------------------------------------


@pytest.mark.parametrize("status", [Taken.ACCEPTED, Taken.KNOWN])
def test_an_event_leaves_the_queue_when_the_hub_names_it(setting: Setting, status: Taken) -> None:
    setting.record(1)
    setting.hub.rule = lambda events: taken(events, _1=(status, ""))

    setting.delivery().step()

    assert setting.outbox.backlog().waiting == 0


@pytest.mark.parametrize("status", [Taken.CONFLICT, Taken.REFUSED])
def test_an_event_refused_by_name_steps_aside(setting: Setting, status: Taken) -> None:
    setting.record(3)
    setting.hub.rule = lambda events: taken(events, _2=(status, "because"))

    setting.drain(setting.delivery())

    assert [(each.event.sequence, each.status, each.reason) for each in setting.outbox.parked()] == [(2, status, "because")]


def test_what_the_hub_did_not_name_is_sent_again(setting: Setting) -> None:
    """A hub may speak of some events only."""
    setting.record(3)
    setting.hub.rule = lambda events: taken(events[-1:])

    setting.drain(setting.delivery())

    assert setting.hub.batches == [[1], [2, 3], [2]]


@pytest.mark.parametrize(
    "rule",
    [
        lambda events: taken(events, kiosk="k-another"),
        lambda events: taken(events, epoch="another"),
        lambda events: BatchAnswer(KIOSK, events[0].epoch, (), 99),
        lambda events: BatchAnswer(KIOSK, events[0].epoch, (EventResult(99, Taken.ACCEPTED),), 99),
        lambda events: BatchAnswer(KIOSK, events[0].epoch, (EventResult(1, Taken.ACCEPTED),) * 2, 1),
        lambda _events: HubTalksNonsense("a login page"),
    ],
    ids=["kiosk", "epoch", "nothing", "not-sent", "twice", "no-hub"],
)
def test_an_answer_about_something_else_acknowledges_nothing(setting: Setting, rule: Rule) -> None:
    """A captive portal can say 200, a mixed-up proxy can answer another's question."""
    setting.record(1)
    setting.hub.rule = rule

    setting.delivery().step()

    backlog = setting.outbox.backlog()
    assert (backlog.waiting, backlog.parked) == (1, 0)
    assert "hub" in backlog.last_fault


# -- later -------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [HubUnreachable("https://hub", "no connection"), HubBusy(503, None), HubTalksNonsense("x")], ids=type)
def test_a_hub_that_is_away_is_tried_again_at_growing_chance_times(setting: Setting, fault: HubError) -> None:
    """Full jitter: between now and a bound that doubles up to five minutes."""
    setting.record(1)
    setting.hub.rule = lambda _events: fault
    delivery, waits = setting.delivery(), []
    for tries in range(1, 14):
        setting.step_until(delivery, lambda wanted=tries: len(setting.hub.batches) == wanted)
        planned = setting.outbox.next_try()
        assert planned is not None
        waits.append(planned.boot_s - setting.clock.boot_s + POLL_S)

    assert all(wait <= min(LONGEST_WAIT_S, 2.0**tries) + POLL_S for tries, wait in enumerate(waits, 1))
    assert max(waits) > 10
    assert setting.outbox.backlog().waiting == 1


def test_after_a_fault_batches_begin_small_again(setting: Setting) -> None:
    setting.record(30)
    faults = iter([None, None, None, HubBusy(500, None), *[None] * 99])
    setting.hub.rule = lambda events: next(faults) or taken(events)

    setting.drain(setting.delivery())

    assert [len(each) for each in setting.hub.batches] == [1, 2, 4, 8, 1, 2, 4, 8, 8]


def test_the_wait_a_hub_wishes_is_kept(setting: Setting) -> None:
    setting.record(1)
    setting.hub.rule = lambda _events: HubBusy(503, 120.0)

    setting.delivery().step()

    planned = setting.outbox.next_try()
    assert planned is not None
    assert 120 <= planned.boot_s - setting.clock.boot_s <= 122


def test_a_hub_cannot_wish_to_be_left_alone_for_ever(setting: Setting) -> None:
    setting.record(1)
    setting.hub.rule = lambda _events: HubBusy(503, 1e9)

    setting.delivery().step()

    planned = setting.outbox.next_try()
    assert planned is not None
    assert planned.boot_s - setting.clock.boot_s <= LONGEST_WISH_S + 2


def test_a_restart_of_the_role_keeps_the_wait(setting: Setting) -> None:
    setting.record(1)
    setting.hub.rule = lambda _events: HubBusy(503, 120.0)
    setting.delivery().step()

    setting.delivery().step()

    assert len(setting.hub.batches) == 1


def test_another_boot_means_now(setting: Setting) -> None:
    """The boot clock began again, so the stored time means nothing."""
    setting.record(1)
    setting.hub.rule = lambda _events: HubBusy(503, 120.0)
    delivery = setting.delivery()
    delivery.step()

    setting.clock.boot_id, setting.clock.boot_s = "boot-2", 5.0
    delivery.step()

    assert len(setting.hub.batches) == 2


def test_somebodys_wish_is_noticed_within_a_second(setting: Setting) -> None:
    setting.record(1)
    setting.hub.rule = lambda _events: HubBusy(503, 120.0)
    delivery = setting.delivery()
    delivery.step()
    setting.outbox.retry()

    wait_s = delivery.step()

    assert wait_s <= POLL_S
    assert len(setting.hub.batches) == 2


# -- stopped -----------------------------------------------------------------------------


def test_a_refused_kiosk_keeps_everything_and_says_why(setting: Setting) -> None:
    """No event is to blame: nothing is parked, nothing is dropped, the screen can tell."""
    setting.record(3)
    setting.hub.rule = lambda _events: HubRefusesKiosk(401, "the token is not known")

    setting.delivery().step()

    backlog = setting.outbox.backlog()
    assert (backlog.waiting, backlog.parked) == (3, 0)
    assert "the token is not known" in backlog.last_fault


def test_a_refused_kiosk_asks_again_seldom(setting: Setting) -> None:
    setting.record(1)
    setting.hub.rule = lambda _events: HubRefusesKiosk(403, "no")
    delivery = setting.delivery()
    delivery.step()

    planned = setting.outbox.next_try()

    assert planned is not None
    assert planned.boot_s - setting.clock.boot_s == LONGEST_WAIT_S


def test_when_the_hub_takes_the_kiosk_again_everything_goes(setting: Setting) -> None:
    setting.record(5)
    faults = iter([HubRefusesKiosk(401, "no"), *[None] * 99])
    setting.hub.rule = lambda events: next(faults) or taken(events)

    setting.drain(setting.delivery())

    assert not setting.outbox.backlog().last_fault


# -- less --------------------------------------------------------------------------------


def test_a_batch_that_is_too_large_is_halved_until_it_passes(setting: Setting) -> None:
    """A proxy may take less than the hub."""
    setting.record(40)
    setting.hub.rule = lambda events: HubWantsLess() if len(events) > 5 else taken(events)

    setting.drain(setting.delivery())

    assert max(len(each) for each in setting.hub.batches[4:]) == 4
    assert setting.outbox.backlog().parked == 0


def test_one_event_that_is_too_large_stops_the_queue_and_is_kept(setting: Setting) -> None:
    """Only the hub's own word may park an event: 413 may be a proxy's."""
    setting.record(1, note="x" * 50_000)
    setting.hub.rule = lambda _events: HubWantsLess()

    setting.delivery().step()

    backlog = setting.outbox.backlog()
    assert (backlog.waiting, backlog.parked) == (1, 0)
    assert "too large" in backlog.last_fault


# -- running -----------------------------------------------------------------------------


def test_the_role_runs_until_it_is_told_to_stop(setting: Setting) -> None:
    setting.record(3)
    stop = threading.Event()
    running = threading.Thread(target=setting.delivery().run, args=(stop,))
    running.start()

    sent = setting.hub.sent.wait(5)
    stop.set()
    running.join(5)

    assert sent
    assert not running.is_alive()


def test_a_full_disk_is_waited_out(setting: Setting) -> None:
    """What cannot be noted is sent again, which is harmless."""
    setting.record(1)
    setting.outbox._ledger.connection.execute("PRAGMA query_only = 1")  # noqa: SLF001 - the disk takes no writes on this connection
    stop = threading.Event()
    running = threading.Thread(target=setting.delivery().run, args=(stop,))
    running.start()

    assert setting.hub.sent.wait(5)
    setting.hub.sent.clear()
    again = setting.hub.sent.wait(5)
    setting.outbox._ledger.connection.execute("PRAGMA query_only = 0")  # noqa: SLF001 - it does again
    for _ in range(500):
        if not setting.outbox.backlog().waiting or stop.wait(0.01):
            break
    stop.set()
    running.join(5)

    assert again
    assert setting.outbox.backlog().waiting == 0
    assert all(batch == [1] for batch in setting.hub.batches)
