"""The people who work at the counter: who they are to the kiosk, and nothing more.

A person has an id, which is what events and trails hold; the name and the sign stay on
the kiosk.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

StaffId: TypeAlias = str
"""What stands in trails and events for a person: letters, digits and hyphens, never a name."""

SIGNS = ("cat", "fish", "bird", "apple", "tulip", "boat")
"""The pictograms people choose from, so that no one has to read a name."""
SHORTEST_PIN = 6
BY_STAFF = "staff"
"""Who said or did it, where it was a person and not a plugin; ``staff:<id>`` where the person signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    """One person."""

    id: StaffId
    name: str
    sign: str = "person"
    is_supervisor: bool = False
    pin: str = field(default="", repr=False)
    """The Argon2 hash of a supervisor's PIN; empty where none is set."""


def is_weak(pin: str) -> bool:
    """Tell whether a PIN is too short, no number, one digit over and over, or a row of digits up or down."""
    if len(pin) < SHORTEST_PIN or not (pin.isascii() and pin.isdecimal()):
        return True
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return steps in ({0}, {1}, {-1})


def speaker(member: StaffId) -> str:
    """Return what stands under ``by`` for what a person did."""
    return f"{BY_STAFF}:{member}" if member else BY_STAFF


def spoken_by(speaker_: str) -> StaffId:
    """Return the person a ``by`` names; empty for a plugin and for staff who had not signed in."""
    kind, _, member = speaker_.partition(":")
    return member if kind == BY_STAFF else ""
