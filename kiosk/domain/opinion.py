"""What plugins say of an item: for an outcome, against outcomes, or nothing in time."""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.outcome import Handling, Outcome
from kiosk.domain.text import Texts


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, as a code for machines and a text for people."""

    code: str
    texts: Texts = field(default_factory=dict)
    source: str = ""
    """The law, standard or data the rule comes from."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """One voice for one outcome."""

    outcome: Outcome
    confidence: float
    """How sure, from 0 to 1."""
    reason: Reason
    by: str = ""
    """Who says so; the kiosk fills it in."""

    def __post_init__(self) -> None:
        """Refuse a confidence that is none, NaN included."""
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"confidence lies between 0 and 1, not {self.confidence}")


@dataclass(frozen=True, slots=True)
class Order:
    """One thing to do now, with its pictogram: *Leg in zand*."""

    texts: Texts
    pictogram: str = "danger"


@dataclass(frozen=True, slots=True)
class Stop:
    """An acute danger: everything halts until a person has acknowledged it."""

    kind: str
    """Which danger: ``battery``, ``burnt``, ``tube``, ``gas``, ``asbestos``, ``mercury``, ``recall``."""
    texts: Texts
    """What it is, in at most five words."""
    orders: tuple[Order, ...]
    pictogram: str = "danger"


@dataclass(frozen=True, slots=True)
class Veto:
    """Outcomes ruled out, for safety or by law. A veto never chooses."""

    strikes: frozenset[Outcome]
    reason: Reason
    safety: bool = False
    """Whether only a supervisor may override it."""
    stop: Stop | None = None
    """Set where the danger is acute: a hard stop beats everything."""
    handling: frozenset[Handling] = frozenset()
    stream: str = ""
    """The container stream that must be used, such as ``crt``; empty for the outcome's own."""
    by: str = ""
    """Who objects; the kiosk fills it in."""


class Cause(StrEnum):
    """Why a plugin said nothing."""

    LATE = "late"
    DEAD = "dead"
    WRONG = "wrong"
    TOO_LARGE = "too_large"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Abstention:
    """A plugin that should have spoken and did not."""

    by: str
    cause: Cause
    critical: bool = False
    """Whether its silence strikes reuse and repair."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What all plugins together say of an item under one set of answers."""

    opinions: tuple[Opinion, ...] = ()
    vetoes: tuple[Veto, ...] = ()
