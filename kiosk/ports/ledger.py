"""What keeping the ledger well needs: its disk, its damage, its age."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.contract.events import Happening


@dataclass(frozen=True, slots=True)
class Reset:
    """One damaged ledger that was set aside, and what could be saved of it."""

    folder: str
    """The folder's name, ``corrupt-<n>``: damage is never deleted."""
    why: str
    """What was found, as a clause."""
    epoch: str
    """The epoch that ended; empty where nothing told it."""
    last: int
    """The last sequence that could still be read; 0 for none."""
    events: int
    """Undelivered events that were salvaged; delivery sends them before the new epoch."""
    intakes: int
    """Intakes that ``kiosk explain`` still finds."""


class Upkeep(Protocol):
    """The ledger's file as whoever looks after it sees it."""

    def free(self) -> float:
        """Return the share of the disk that is free, 0 to 1, the ledger's own empty pages counted in."""
        ...

    @property
    def damage(self) -> str:
        """Why the ledger must be set aside at the next start; empty for a sound one."""
        ...

    def hold(self, why: str) -> None:
        """Refuse new intakes for that reason, until it is empty; events already written stay where they are."""
        ...

    def keep_ballast(self) -> None:
        """Occupy the space that is given up when the disk is full."""
        ...

    def release_ballast(self) -> None:
        """Give up the ballast, so that what makes room finds room to write."""
        ...

    def prune(self, at_most: int, up_to: int | None = None) -> int:
        """Drop the bodies of the oldest delivered events; return how many, 0 where none is left.

        :param up_to: the last sequence that may lose its body; None for any.
        """
        ...

    def forget(self, at_most: int, up_to: int) -> int:
        """Drop the oldest delivered events up to a sequence with their intakes, but never the last one; return how many."""
        ...

    def reached(self, wall: str) -> int:
        """Return the last sequence that a synchronised clock dates before a wall time, written as events have it; 0 for none."""
        ...

    def reset(self) -> Reset | None:
        """Return the reset this ledger began with, until the hub has been told of it."""
        ...

    def free_bytes(self) -> int:
        """Return the free space where the ledger lies."""
        ...

    def tell(self, happenings: Sequence[Happening]) -> None:
        """Append events that belong to no intake.

        :raises LedgerUnwritable: none was kept.
        """
        ...
