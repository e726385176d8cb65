"""From the ledger to the hub, over real HTTP: everything arrives once, in order, whatever is in the way."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from contract.hubs import TIMEOUT_S, EnrolledKiosk, RunningHub, running_hub
from fakes import HandClock
from intake_samples import recorded_intake, told

from kiosk.adapters.hub_http import HttpHub
from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.adapters.ledger.outbox import SqliteOutbox
from kiosk.adapters.ledger.packed import unpacked
from kiosk.contract.envelope import canonical, digest
from kiosk.reference_hub.reading import events_of
from kiosk.services.delivery import Delivery

MOST_STEPS = 500


@dataclass
class Desk:
    """A kiosk's ledger as the desk writes it and delivery reads it."""

    path: Path
    intakes: SqliteIntakes
    outbox: SqliteOutbox
    clock: HandClock

    def record(self, count: int, note: str = "") -> None:
        intake = recorded_intake(self.intakes.new_id())
        self.intakes.record(intake, [told(intake.id, note=note)] * count)

    def deliver(self, kiosk: EnrolledKiosk, done: Callable[[], bool] | None = None) -> None:
        """Run delivery with this kiosk's token until everything the hub takes is there."""
        hub = HttpHub(kiosk.url, kiosk.granted.token, TIMEOUT_S)
        delivery = Delivery(self.outbox, hub, kiosk.signer, self.clock, kiosk.id)
        try:
            for _ in range(MOST_STEPS):
                if done() if done else not self.outbox.backlog().waiting:
                    return
                self.clock.wait(delivery.step())
        finally:
            hub.close()
        raise AssertionError(f"not delivered: {self.outbox.backlog()}")


@pytest.fixture
def desk(kiosk: EnrolledKiosk, tmp_path: Path) -> Iterator[Desk]:
    path = tmp_path / "ledger.db"
    intakes, outbox = SqliteIntakes(path, kiosk.source), SqliteOutbox(path)
    yield Desk(path, intakes, outbox, HandClock())
    outbox.close()
    intakes.close()


def _sequences(hub: RunningHub, kiosk: EnrolledKiosk) -> list[int]:
    return [int(each["sequence"]) for each in events_of(hub.database, kiosk.id)]


def test_everything_arrives_once_and_byte_for_byte(hub: RunningHub, kiosk: EnrolledKiosk, desk: Desk) -> None:
    desk.record(700)
    sent = desk.outbox.waiting(1000, 1 << 24)

    desk.deliver(kiosk)

    kept = events_of(hub.database, kiosk.id)
    assert [digest(canonical(each)) for each in kept] == [each.hash for each in sent]


def test_a_lost_acknowledgement_does_no_harm(hub: RunningHub, kiosk: EnrolledKiosk, desk: Desk) -> None:
    """Power went after the hub committed and before the kiosk noted it."""
    desk.record(5)
    kiosk.post(desk.outbox.waiting(3, 1 << 20))

    desk.deliver(kiosk)

    assert _sequences(hub, kiosk) == [1, 2, 3, 4, 5]


def test_a_hub_that_was_away_gets_everything_when_it_is_back(kiosk: EnrolledKiosk, desk: Desk, hub: RunningHub, tmp_path: Path) -> None:
    """Two weeks without a network are only a long queue."""
    desk.record(30)
    away = EnrolledKiosk("http://127.0.0.1:1", kiosk.granted, kiosk.signer)
    desk.deliver(away, done=lambda: bool(desk.outbox.backlog().last_fault))

    with running_hub(tmp_path) as back:
        desk.deliver(EnrolledKiosk(back.url, kiosk.granted, kiosk.signer))

    assert _sequences(hub, kiosk) == list(range(1, 31))
    assert not desk.outbox.backlog().last_fault


def test_a_byte_that_changed_on_the_kiosks_card_is_located_and_the_rest_passes(hub: RunningHub, kiosk: EnrolledKiosk, desk: Desk) -> None:
    """A dying card loses one event and says which."""
    desk.record(6)
    _rot(desk.path, 3)

    desk.deliver(kiosk)

    (parked,) = desk.outbox.parked()
    assert (parked.event.sequence, parked.status) == (3, "refused")
    assert "changed" in parked.reason
    assert _sequences(hub, kiosk) == [1, 2, 4, 5, 6]


def test_an_event_restored_from_a_backup_fills_its_place(hub: RunningHub, kiosk: EnrolledKiosk, desk: Desk) -> None:
    desk.record(4)
    _rot(desk.path, 2)
    desk.deliver(kiosk)
    _rot(desk.path, 2, undo=True)

    desk.outbox.retry()
    desk.deliver(kiosk)

    assert _sequences(hub, kiosk) == [1, 2, 3, 4]
    assert desk.outbox.parked() == ()


def test_an_ended_token_stops_the_queue_and_a_new_one_starts_it(hub: RunningHub, kiosk: EnrolledKiosk, desk: Desk, tmp_path: Path) -> None:
    """Nothing is dropped in between, and the wait for the old token does not hold up the new one once somebody asks."""
    desk.record(3)
    again = hub.enrolled(tmp_path / "state")
    desk.deliver(kiosk, done=lambda: "refuses this kiosk" in desk.outbox.backlog().last_fault)
    waiting = desk.outbox.backlog().waiting

    desk.outbox.retry()
    desk.deliver(again)

    assert waiting == 3
    assert _sequences(hub, kiosk) == [1, 2, 3]


def test_a_copied_card_is_noticed(hub: RunningHub, kiosk: EnrolledKiosk, desk: Desk, tmp_path: Path) -> None:
    """Two kiosks with one key tell two stories from one point on; the second one is parked, not mixed in."""
    desk.record(2)
    copy = tmp_path / "copy.db"
    connection = sqlite3.connect(desk.path)
    connection.execute("VACUUM INTO ?", [str(copy)])
    connection.close()
    other = Desk(copy, SqliteIntakes(copy, kiosk.source), SqliteOutbox(copy), HandClock())
    desk.record(2)
    other.record(3, note="another story")
    desk.deliver(kiosk)

    other.deliver(kiosk)

    assert [(each.event.sequence, each.status) for each in other.outbox.parked()] == [(3, "conflict"), (4, "conflict"), (5, "conflict")]
    assert _sequences(hub, kiosk) == [1, 2, 3, 4]
    other.outbox.close()
    other.intakes.close()


def _rot(path: Path, sequence: int, *, undo: bool = False) -> None:
    """Change a byte of an event on the card, or put it back."""
    before, after = (b'"reusf"', b'"reuse"') if undo else (b'"reuse"', b'"reusf"')
    connection = sqlite3.connect(path)
    ((body,),) = connection.execute("SELECT body FROM events WHERE seq = ?", [sequence]).fetchall()
    connection.execute("UPDATE events SET body = ? WHERE seq = ?", [unpacked(body).replace(before, after), sequence])
    connection.commit()
    connection.close()
