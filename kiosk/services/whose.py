"""Whose hand it was: what staff did stands in the trail under their id.

The steps of an intake say *staff*; here the new ones get the id of whoever is signed in
at that moment. An earlier step is never given to somebody who came later.
"""

from dataclasses import replace

from kiosk.contract.events import Happening
from kiosk.domain.intake import Intake
from kiosk.domain.staff import BY_STAFF, StaffId, speaker


def signed(intake: Intake, before: Intake | None, member: StaffId) -> Intake:
    """Return the intake with what is new since `before` under the person's id; unchanged where nobody is signed in."""
    if not member:
        return intake
    old = before if before and before.id == intake.id else None
    known = len(old.steps) if old else 0
    steps = tuple(
        replace(each, by=speaker(member)) if number >= known and each.by == BY_STAFF else each for number, each in enumerate(intake.steps)
    )
    override = intake.override
    if override and override.by == BY_STAFF and (old is None or old.override != override):
        override = replace(override, by=speaker(member))
    return replace(intake, steps=steps, override=override)


def by_whom(happening: Happening, member: StaffId) -> Happening:
    """Return what happened under the id of who did it, where it says *staff*."""
    if not member or happening.data.get("by") != BY_STAFF:
        return happening
    return replace(happening, data={**happening.data, "by": speaker(member)})
