"""Looking after the ledger: room on the disk, the age of what was delivered, a sign of life, a disk that works again.

What is full is said early and never silently: below a fifth delivered bodies go, below a tenth
staff are warned, below a twentieth nothing is recorded any more, while verdicts and STOP are
still shown and what waits is still sent. Everything here counts on the boot clock; the wall
clock only dates, and only where it was set from outside.
"""

from collections.abc import Callable
from dataclasses import replace

import structlog

from kiosk.contract.events import EventType, Happening
from kiosk.domain.moment import Moment
from kiosk.errors import DiskAlmostFull, DiskFull, LedgerDamaged, LedgerUnwritable, LedgerWasReset
from kiosk.ports import Backlog, Clock, Reset, Upkeep
from kiosk.services.board import Board

PRUNE_BELOW = 0.20
WARN_BELOW = 0.10
FULL_BELOW = 0.05
AT_ONCE = 200
"""Rows a turn may prune: a commit of milliseconds, so that nobody at the counter waits for it."""
BEAT_S = 3600.0
STEP_S = 2.0
"""A wall clock that moved by more than this against the boot clock was set."""
TEND_S = 24 * 3600.0
FIRST_TEND_S = 600.0
BODIES_S = 90 * 86_400.0
SUMMARIES_S = 365 * 86_400.0
DISK, LEDGER = "disk", "ledger"
log = structlog.get_logger()


class LedgerCare:
    """Does a little at every turn of the desk."""

    def __init__(self, upkeep: Upkeep, board: Board, clock: Clock, backlog: Callable[[], Backlog], version: str) -> None:
        self._upkeep = upkeep
        self._board = board
        self._clock = clock
        self._backlog = backlog
        self._version = version
        began = clock.now()
        self._beat = began
        self._tend_due_s = began.boot_s + FIRST_TEND_S
        self._is_full = False

    def turn(self) -> None:
        """Look at the disk, the clock and the ledger once.

        :raises LedgerDamaged: the desk must begin again, so that the damage is set aside; what is on the screen is on disk.
        """
        if self._upkeep.damage:
            raise LedgerDamaged("The ledger", self._upkeep.damage)
        try:
            self._mind_disk()
            self._mind_reset(self._upkeep.reset())
            self._mind_clock(self._clock.now())
            self._mind_age(self._clock.now())
        except LedgerUnwritable as fault:
            self._board.say(DISK, f"{fault} ({fault.code})")
            log.warning("ledger.care", fault=str(fault))

    # -- the disk ----------------------------------------------------------------------

    def _mind_disk(self) -> None:
        free = self._upkeep.free()
        self._warn(free)
        if free >= PRUNE_BELOW:
            self._upkeep.keep_ballast()
        else:
            self._upkeep.prune(AT_ONCE)

    def _warn(self, free: float) -> None:
        if free < FULL_BELOW:
            fault = DiskFull(free)
            self._upkeep.release_ballast()
            self._upkeep.hold(f"only {free:.0%} of the disk is free")
            self._board.say(DISK, f"{fault} ({fault.code})")
        else:
            almost = DiskAlmostFull(free)
            self._upkeep.hold("")
            self._board.say(DISK, f"{almost} ({almost.code})" if free < WARN_BELOW else "")
        if (free < FULL_BELOW) != self._is_full:
            self._is_full = free < FULL_BELOW
            self._board.warn_unsaved(unsaved=self._is_full)
            log.warning("disk.full" if self._is_full else "disk.has_room", free=round(free, 3))

    def _mind_reset(self, reset: Reset | None) -> None:
        """Say calmly that the ledger began anew, until the hub knows it."""
        told = LedgerWasReset(reset.folder, reset.why, reset.events) if reset else None
        self._board.say(LEDGER, f"{told} ({told.code})" if told else "")

    # -- time --------------------------------------------------------------------------

    def _mind_clock(self, now: Moment) -> None:
        """Tell the hub how the clocks stand: every hour, and when the wall clock was set."""
        was_set = now.synchronised and abs(_offset_s(now) - _offset_s(self._beat)) > STEP_S
        is_new = now.synchronised and not self._beat.synchronised
        if not self._is_full and (was_set or is_new or now.boot_s >= self._beat.boot_s + BEAT_S):
            self._upkeep.tell([heartbeat(now, self._version, self._backlog(), self._upkeep.free_bytes())])
            self._beat = now

    def _mind_age(self, now: Moment) -> None:
        """Drop what is old and delivered, once a day, and only by a clock that was set from outside."""
        if not now.synchronised or now.boot_s < self._tend_due_s:
            return
        bodies = self._upkeep.prune(AT_ONCE, self._upkeep.reached(_before(now, BODIES_S)))
        summaries = self._upkeep.forget(AT_ONCE, self._upkeep.reached(_before(now, SUMMARIES_S)))
        is_done = max(bodies, summaries) < AT_ONCE
        self._tend_due_s = now.boot_s + (TEND_S if is_done else 0.0)
        log.info("ledger.pruned", bodies=bodies, summaries=summaries)


def heartbeat(at: Moment, version: str, backlog: Backlog, free_bytes: int) -> Happening:
    """Return the event that dates all others of its boot: the wall clock is the boot clock plus the offset."""
    data = {
        "boot_id": at.boot_id,
        "offset_s": round(_offset_s(at), 3) if at.synchronised else None,
        "version": version,
        "waiting": backlog.waiting,
        "parked": backlog.parked,
        "free_bytes": free_bytes,
    }
    return Happening(EventType.KIOSK_HEARTBEAT, at.boot_id, at, data)


def _offset_s(moment: Moment) -> float:
    return moment.wall_s - moment.boot_s


def _before(now: Moment, seconds: float) -> str:
    return replace(now, wall_s=now.wall_s - seconds).isoformat()
