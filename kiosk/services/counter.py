"""What the counter shows, as one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.domain.intake import Intake
from kiosk.domain.moment import Moment
from kiosk.domain.outcome import Outcome
from kiosk.domain.plugin import PluginRecord
from kiosk.services.call import Call
from kiosk.services.doubt import Doubt
from kiosk.services.placement import Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterView:
    """A snapshot for the screens; a new one has a new revision."""

    revision: int
    at: Moment
    intake: Intake | None = None
    """The open intake."""
    receipt: Intake | None = None
    """The one just recorded, until the next begins or its page is tapped away."""
    doubt: Doubt | None = None
    """Codes staff are asked about: *Zelfde toestel?*"""
    placement: Placement = field(default_factory=Placement)
    """How far the receipt's item is on its way."""
    call: Call | None = None
    """The supervisor is called, and has not come."""
    emptied: bool = False
    """Whether the camera has seen an empty counter since the last item began."""
    tally: Mapping[Outcome, int]
    """Recorded today, by outcome."""
    faults: Mapping[str, str]
    """A sentence with its code by device name."""
    plugins: tuple[PluginRecord, ...] = ()
    waiting: int = 0
    """Events the hub does not have yet."""
    hub_fault: str = ""
    unsaved: bool = False
    """Whether the last step could not be written: the banner *niet bewaard*."""
