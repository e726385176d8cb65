"""What is full is said early and never silently; old things go by trusted time only; the clock's setting is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest
from fakes import HandClock, InlinePanel, MemoryLedger

from kiosk.contract.events import Happening
from kiosk.domain.moment import Moment
from kiosk.errors import LedgerDamaged, LedgerUnwritable
from kiosk.ports import Reset
from kiosk.services.board import Board
from kiosk.services.ledger_care import AT_ONCE, BEAT_S, TEND_S, LedgerCare


@dataclass
class Disk:
    """A ledger's file on a disk that is as full as it is told to be."""

    share: float = 0.5
    damage: str = ""
    held: str = ""
    ballast: bool = False
    pruned: list[int | None] = field(default_factory=list)
    forgotten: list[int] = field(default_factory=list)
    told: list[Happening] = field(default_factory=list)
    broken: bool = False
    began_with: Reset | None = None

    def free(self) -> float:
        return self.share

    def hold(self, why: str) -> None:
        self.held = why

    def keep_ballast(self) -> None:
        self.ballast = True

    def release_ballast(self) -> None:
        self.ballast = False

    def prune(self, at_most: int, up_to: int | None = None) -> int:
        self.pruned.append(up_to)
        return min(at_most, 3)

    def forget(self, at_most: int, up_to: int) -> int:
        self.forgotten.append(up_to)
        return min(at_most, 1)

    def reached(self, wall: str) -> int:
        return int(wall[:4])

    def reset(self) -> Reset | None:
        return self.began_with

    def free_bytes(self) -> int:
        return 7

    def tell(self, happenings: Sequence[Happening]) -> None:
        if self.broken:
            raise LedgerUnwritable("disk I/O error")
        self.told += happenings


class UnsetClock(HandClock):
    """A clock nobody has set yet."""

    synchronised = False

    def now(self) -> Moment:
        return replace(super().now(), synchronised=self.synchronised)


@dataclass
class Desk:
    disk: Disk
    clock: UnsetClock
    board: Board
    care: LedgerCare

    def faults(self) -> dict[str, str]:
        return dict(self.board.view(None, None, emptied=False).faults)


@pytest.fixture
def desk() -> Desk:
    disk, clock, ledger = Disk(), UnsetClock(), MemoryLedger()
    board = Board(InlinePanel(), ledger, ledger.backlog, clock)
    return Desk(disk, clock, board, LedgerCare(disk, board, clock, ledger.backlog, "1.0"))


@pytest.mark.parametrize(
    ("share", "prunes", "code", "holds"),
    [(0.5, False, "", False), (0.19, True, "", False), (0.09, True, "KSK-503", False), (0.04, True, "KSK-502", True)],
)
def test_a_disk_is_pruned_then_warned_of_then_full(desk: Desk, share: float, prunes: bool, code: str, holds: bool) -> None:  # noqa: FBT001 - a table
    desk.disk.share = share

    desk.care.turn()

    assert bool(desk.disk.pruned) is prunes
    assert (code in desk.faults().get("disk", "")) is bool(code or "disk" not in desk.faults())
    assert (bool(desk.disk.held), desk.board.unsaved) == (holds, holds)
    assert desk.disk.ballast is (share >= 0.2)


def test_room_again_takes_the_banner_and_the_hold_away(desk: Desk) -> None:
    """Nobody need restart anything."""
    desk.disk.share = 0.01
    desk.care.turn()

    desk.disk.share = 0.4
    desk.care.turn()

    assert (desk.disk.held, desk.board.unsaved, desk.faults()) == ("", False, {})


def test_a_sign_of_life_is_told_every_hour_of_the_boot_clock(desk: Desk) -> None:
    """Whatever the wall clock says meanwhile."""
    desk.care.turn()
    desk.clock.wall_s -= 10 * 365 * 86_400
    desk.clock.boot_s += BEAT_S

    desk.care.turn()
    desk.care.turn()

    (beat,) = desk.disk.told
    assert (beat.data["offset_s"], beat.data["boot_id"], beat.data["free_bytes"]) == (None, "boot-1", 7)


def test_the_hub_hears_at_once_that_the_clock_was_set(desk: Desk) -> None:
    """All events of this boot get their time by it."""
    desk.clock.wall_s = 0.0
    desk.care.turn()
    desk.clock.wall_s, desk.clock.synchronised = 1_800_000_000.0, True

    desk.care.turn()
    desk.clock.wall_s += 30
    desk.care.turn()

    assert [each.data["offset_s"] for each in desk.disk.told] == [1_799_999_000.0, 1_799_999_030.0]


def test_old_things_go_once_a_day_and_only_by_a_clock_that_was_set(desk: Desk) -> None:
    """A clock ten years ahead drops nothing."""
    desk.clock.boot_s += TEND_S
    desk.clock.wall_s += 10 * 365 * 86_400
    desk.care.turn()
    before = (list(desk.disk.pruned), list(desk.disk.forgotten))
    desk.clock.wall_s, desk.clock.synchronised = 1_800_000_000.0, True

    desk.care.turn()
    desk.care.turn()

    assert before == ([], [])
    assert (desk.disk.pruned, desk.disk.forgotten) == ([2026], [2026])
    assert AT_ONCE > 3


def test_a_new_ledger_is_said_until_the_hub_knows(desk: Desk) -> None:
    desk.disk.began_with = Reset("corrupt-1", "its file is empty", "e0", 7, 2, 3)
    desk.care.turn()
    said = desk.faults()["ledger"]
    desk.disk.began_with = None

    desk.care.turn()

    assert "corrupt-1" in said
    assert "KSK-501" in said
    assert "ledger" not in desk.faults()


def test_a_disk_that_fails_is_said_and_tried_again(desk: Desk) -> None:
    desk.disk.broken = True
    desk.clock.boot_s += BEAT_S
    desk.care.turn()
    said = desk.faults()["disk"]
    desk.disk.broken = False

    desk.care.turn()

    assert "KSK-312" in said
    assert len(desk.disk.told) == 1
    assert desk.faults() == {}


def test_damage_ends_the_desk_whose_next_start_sets_it_aside(desk: Desk) -> None:
    desk.disk.damage = "database disk image is malformed"

    with pytest.raises(LedgerDamaged, match="malformed"):
        desk.care.turn()
