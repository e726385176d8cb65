"""What became of a plugin's opinions: followed, outvoted, vetoed, or changed by staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kiosk.domain.intake import Intake
from kiosk.domain.opinion import Reason
from kiosk.domain.outcome import Outcome


class Fate(StrEnum):
    """What became of one opinion."""

    FOLLOWED = "followed"
    OVERRULED = "overruled"
    """Staff chose otherwise."""
    VETOED = "vetoed"
    OUTVOTED = "outvoted"


@dataclass(frozen=True, slots=True)
class AskedFor:
    """An intake and where it went."""

    intake: Intake
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Said:
    """One opinion or veto of a plugin on one intake."""

    intake: Intake
    outcome: Outcome | None
    """What it spoke for; None for a veto."""
    confidence: float
    reason: Reason
    fate: Fate

    @property
    def was_followed(self) -> bool:
        """Whether the item went where it said, or not where it forbade."""
        return self.fate is Fate.FOLLOWED


def said_by(name: str, asked: Sequence[AskedFor]) -> tuple[Said, ...]:
    """Return everything a plugin said of these intakes, in their order."""
    return tuple(said for each in asked for said in _said(name, each))


def share_followed(said: Sequence[Said]) -> int | None:
    """Return how many in a hundred were followed; None where nothing was said."""
    return round(100 * sum(each.was_followed for each in said) / len(said)) if said else None


def _said(name: str, asked: AskedFor) -> list[Said]:
    intake = asked.intake
    if intake.verdict is None:
        return []
    trail = intake.verdict.trail
    opinions = [
        Said(intake, each.outcome, each.confidence, each.reason, _fate(intake, each.outcome, asked.outcome))
        for each in trail.opinions
        if each.by == name
    ]
    vetoes = [
        Said(intake, None, 1.0, each.reason, Fate.OVERRULED if asked.outcome in each.strikes else Fate.FOLLOWED)
        for each in trail.vetoes
        if each.by == name
    ]
    return [*vetoes, *opinions]


def _fate(intake: Intake, spoken_for: Outcome, became: Outcome | None) -> Fate:
    if spoken_for is became:
        return Fate.FOLLOWED
    if intake.verdict and any(spoken_for in each.strikes for each in intake.verdict.trail.vetoes):
        return Fate.VETOED
    return Fate.OVERRULED if intake.override or intake.decision else Fate.OUTVOTED
