"""What staff need: the list of people, PINs, numbers for items, a label printer, figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from kiosk.domain.intake import Intake
from kiosk.domain.label import Label
from kiosk.domain.outcome import Outcome
from kiosk.domain.staff import StaffMember


class StaffList(Protocol):
    """The people of this site, from the hub's dataset and from this kiosk's own file."""

    def members(self) -> tuple[StaffMember, ...]:
        """Return everybody, by name."""
        ...


class Pins(Protocol):
    """Hashes PINs so slowly that a stolen file tells none."""

    def fits(self, pin_hash: str, pin: str) -> bool:
        """Tell whether the PIN is the one that was hashed."""
        ...

    def is_dated(self, pin_hash: str) -> bool:
        """Tell whether a hash that a PIN fits was made with other settings than new ones are."""
        ...

    def hash(self, pin: str) -> str:
        """Return what may be written down of a PIN."""
        ...


@dataclass(frozen=True, slots=True)
class Tries:
    """How often a PIN was wrong in a row, and until when nobody may try again."""

    count: int = 0
    boot_id: str = ""
    until_boot_s: float = 0.0
    wait_s: float = 0.0
    """How long the wait was when it began: in another boot it begins again."""


class PinTries(Protocol):
    """Wrong PINs, counted on disk: pulling the plug gives no fresh tries."""

    def read(self) -> Tries:
        """Return the count as it was last written."""
        ...

    def write(self, tries: Tries) -> None:
        """Keep the count; when this returns, it is on the medium."""
        ...


class ItemNumbers(Protocol):
    """Item codes, each given once and never again."""

    def take(self) -> str:
        """Return the next item code, such as ``LV2-004172-K``.

        :raises NumbersGone: none can be given.
        """
        ...


class LabelPrinter(Protocol):
    """What puts a label on paper."""

    def print(self, label: Label) -> None:
        """Print a label; when this returns, it lies in the tray.

        :raises PrinterOut: there is no paper, or no printer.
        """
        ...


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart: from when, and how many by outcome."""

    begins_s: float
    """Wall time."""
    counts: Mapping[Outcome, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """What was recorded in a span of time."""

    outcomes: Mapping[Outcome | None, int]
    """None is set aside."""
    dangers: int
    overridden: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.outcomes.values())


class Figures(Protocol):
    """Counts over the ledger that stay fast when it has grown."""

    def tally(self, since_s: float) -> Tally:
        """Count what was recorded since a wall time."""
        ...

    def bars(self, edges_s: Sequence[float]) -> tuple[Bar, ...]:
        """Count by outcome between each two neighbours of the edges, which rise."""
        ...

    def set_aside(self, limit: int) -> tuple[Intake, ...]:
        """Return the items that wait for a supervisor, longest first."""
        ...

    def waiting(self) -> int:
        """Count them."""
        ...
