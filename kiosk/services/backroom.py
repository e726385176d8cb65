"""What staff and supervisors use beside the counter, in one hand: the screens find it here."""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.ports import Figures
from kiosk.services.deciding import Deciding
from kiosk.services.door import Door
from kiosk.services.labels import Labels
from kiosk.services.practice import Practice
from kiosk.services.staff import Staff
from kiosk.services.tags import Tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Backroom:
    """Everything behind the counter of one kiosk."""

    tags: Tags
    door: Door
    deciding: Deciding
    figures: Figures
    labels: Labels
    practice: Practice
    free_bytes: Callable[[], int]
    """The room left on the disk the ledger lies on."""
    doctor_said: Callable[[], str] = str
    """What ``kiosk doctor`` found when it was last here, short enough for a phone; empty where it never was."""

    @property
    def staff(self) -> Staff:
        """Who works here."""
        return self.tags.staff
