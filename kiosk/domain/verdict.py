"""Deciding: one pure function from what was said to what happens.

The rules and their rank are those of VLAREMA art. 3.4.4.5 (visual pre-selection at the
collection point) and the waste ladder: acute danger > legal rule > weighted opinions.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import TypeVar

from kiosk.domain.opinion import Abstention, Opinion, Veto
from kiosk.domain.outcome import LADDER, Handling, Outcome

_Said = TypeVar("_Said", Opinion, Veto, Abstention)


class Ruling(StrEnum):
    """How the question was settled."""

    DECIDED = "decided"
    NEEDS_STAFF = "needs_staff"
    SET_ASIDE = "set_aside"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Policy:
    """The site's way of weighing."""

    threshold: float = 0.5
    """Support an outcome must exceed, 0 to 1."""
    margin: float = 0.1
    """Closer than this to the best, the higher rung of the ladder wins."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """The operator's trust by plugin name; 1 where none is given."""

    def support(self, opinion: Opinion) -> float:
        """Return how much an opinion counts."""
        return self.weights.get(opinion.by, 1.0) * opinion.confidence


@dataclass(frozen=True, slots=True)
class Trail:
    """Everything that was said, in an order that does not depend on who spoke first."""

    vetoes: tuple[Veto, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    abstentions: tuple[Abstention, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens to the item, and everything that led there."""

    ruling: Ruling
    outcome: Outcome | None
    """The outcome when it was decided, else None."""
    allowed: frozenset[Outcome]
    """What staff may still choose."""
    handling: frozenset[Handling] = frozenset()
    stream: str = ""
    trail: Trail = field(default_factory=Trail)

    @property
    def needs_staff(self) -> bool:
        """Whether the attendant must pick."""
        return self.ruling is Ruling.NEEDS_STAFF

    @property
    def stops(self) -> tuple[Veto, ...]:
        """The acute dangers, in a fixed order."""
        return tuple(veto for veto in self.trail.vetoes if veto.stop)


def decide(opinions: Iterable[Opinion], vetoes: Iterable[Veto], abstentions: Iterable[Abstention], policy: Policy) -> Verdict:
    """Weigh what was said into a verdict: same inputs in any order, same verdict and trail."""
    trail = Trail(_in_order(vetoes), _in_order(opinions), _in_order(abstentions))
    left = frozenset(LADDER).difference(*(veto.strikes for veto in trail.vetoes))
    ruling, outcome = _rule(trail, left, policy)
    return Verdict(
        ruling=ruling,
        outcome=outcome,
        allowed=_safe(left, trail.abstentions),
        handling=frozenset().union(*(veto.handling for veto in trail.vetoes)),
        stream=next((veto.stream for veto in trail.vetoes if veto.stream), ""),
        trail=trail,
    )


def _rule(trail: Trail, left: frozenset[Outcome], policy: Policy) -> tuple[Ruling, Outcome | None]:
    if any(veto.stop for veto in trail.vetoes):
        return Ruling.STOP, None
    if not left:
        return Ruling.SET_ASIDE, None
    if len(left) == 1:
        return Ruling.DECIDED, next(iter(left))
    safe = _safe(left, trail.abstentions)
    if safe != left:
        # A silent safety plugin leaves the attendant the choice of what is still safe: recycling
        # a sound appliance by itself, because a program died, would be the worse mistake.
        return (Ruling.NEEDS_STAFF, None) if safe else (Ruling.SET_ASIDE, None)
    return _weigh(trail.opinions, left, policy)


def _safe(left: frozenset[Outcome], abstentions: tuple[Abstention, ...]) -> frozenset[Outcome]:
    """Strike reuse and repair while a critical plugin is silent: safety fails closed."""
    silent = any(abstention.critical for abstention in abstentions)
    return left & {Outcome.RECYCLE} if silent else left


def _weigh(opinions: tuple[Opinion, ...], left: frozenset[Outcome], policy: Policy) -> tuple[Ruling, Outcome | None]:
    """Take the strongest voice per outcome, not the sum: one more plugin never dilutes the others."""
    support = {outcome: max((policy.support(each) for each in opinions if each.outcome is outcome), default=0.0) for outcome in left}
    best = max(support.values())
    if best <= policy.threshold:
        return Ruling.NEEDS_STAFF, None
    near = [outcome for outcome in LADDER if outcome in support and support[outcome] >= best - policy.margin]
    above = [outcome for outcome in near if support[outcome] > policy.threshold]
    return Ruling.DECIDED, above[0]


def _in_order(said: Iterable[_Said]) -> tuple[_Said, ...]:
    return tuple(sorted(said, key=_place))


def _place(said: Opinion | Veto | Abstention) -> tuple[str, list[str]]:
    """Order by speaker, then by content; sets are sorted, since their own order changes from run to run."""
    values = (getattr(said, each.name) for each in fields(said))
    return said.by, [repr(sorted(value) if isinstance(value, frozenset) else value) for value in values]
