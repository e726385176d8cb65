"""The steps of an intake after it was recorded: placed, moved on from a full container, corrected."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from kiosk.domain.destination import Destination, choose, fitting
from kiosk.domain.intake import Intake, Override, Stage, Step
from kiosk.domain.item import Category
from kiosk.domain.outcome import Outcome
from kiosk.domain.staff import BY_STAFF
from kiosk.domain.verdict import Policy
from kiosk.errors import NotNow, OutcomeStruck
from kiosk.ports import Clock
from kiosk.services.danger import objection

CORRECTED = "corrected"
"""The reason of *Verbeter*."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What the site decides about intakes."""

    categories: tuple[Category, ...]
    destinations: tuple[Destination, ...]
    policy: Policy
    confirms_placing: bool = False
    """Whether the container's tag is waited for."""


class Afterwards:
    """Makes the next value of a recorded intake; writes nothing."""

    def __init__(self, profile: Profile, clock: Clock) -> None:
        self._profile = profile
        self._clock = clock

    def container(self, number: str) -> Destination | None:
        """Return the site's container of that number."""
        return next((each for each in self._profile.destinations if each.id == number), None)

    def placed(self, intake: Intake, number: str, by: str) -> Intake:
        """Return the intake whose item is in a container."""
        return self._step(intake, "item.placed", by, container=number)

    def redirected(self, intake: Intake, full: Collection[str]) -> Intake:
        """Return the intake with another container for its item; with the same one where no other fits."""
        if intake.verdict is None or intake.destination is None:
            raise NotNow("full", intake.stage)
        fits = fitting(self._profile.destinations, replace(intake.verdict, outcome=intake.outcome))
        other = next((each for each in fits if each.id not in full), intake.destination)
        return self._step(
            replace(intake, destination=other, lease=intake.lease if other == intake.destination else ""),
            "container.full",
            BY_STAFF,
            container=intake.destination.id,
        )

    def corrected(self, intake: Intake, outcome: Outcome) -> Intake:
        """Return the intake as it should have been recorded.

        :raises OutcomeStruck: a safety veto or a silent safety plugin forbids it.
        """
        if intake.stage is not Stage.RECORDED or intake.verdict is None:
            raise NotNow("correct", intake.stage)
        if reason := objection(intake.verdict, outcome):
            raise OutcomeStruck(outcome, reason)
        there = choose(self._profile.destinations, replace(intake.verdict, outcome=outcome), ())
        right = replace(
            intake,
            override=Override(outcome, CORRECTED, BY_STAFF),
            destination=there,
            lease=intake.lease if there == intake.destination else "",
        )
        return self._step(right, "intake.corrected", BY_STAFF, outcome=outcome)

    def _step(self, intake: Intake, what: str, by: str, **detail: str) -> Intake:
        return replace(intake, steps=(*intake.steps, Step(self._clock.now(), what, by, detail)))
