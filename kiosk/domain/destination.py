"""Containers, and which one an item goes into."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kiosk.domain.opinion import Reason
from kiosk.domain.outcome import Outcome
from kiosk.domain.text import Texts
from kiosk.domain.today import Lease
from kiosk.domain.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Destination:
    """A container at this site, by the number painted on it."""

    id: str
    """What is painted on it: ``5``."""
    texts: Texts
    outcome: Outcome
    streams: tuple[str, ...] = ()
    """Own streams it takes, such as ``crt``; empty for the ordinary stream of its outcome."""


@dataclass(frozen=True, slots=True)
class Route:
    """A plugin's wish where the item should go."""

    destination: str
    preference: float
    """From 0 to 1; the strongest wish for a fitting destination wins."""
    reason: Reason
    by: str = ""
    lease: Lease = ""
    """The promise of room an item placed there counts against; empty for none."""

    def __post_init__(self) -> None:
        """Refuse a preference that is none."""
        if not 0.0 <= self.preference <= 1.0:
            raise ValueError(f"preference lies between 0 and 1, not {self.preference}")


def fitting(destinations: Sequence[Destination], verdict: Verdict) -> tuple[Destination, ...]:
    """Return the containers the verdict allows: those of its stream, else those without one."""
    if verdict.outcome is None:
        return ()
    same = [each for each in destinations if each.outcome is verdict.outcome]
    own = tuple(each for each in same if verdict.stream and verdict.stream in each.streams)
    return own or tuple(each for each in same if not each.streams)


def choose(destinations: Sequence[Destination], verdict: Verdict, routes: Sequence[Route]) -> Destination | None:
    """Return the container for the item, or None where the site has none for it."""
    open_to_it = {each.id: each for each in fitting(destinations, verdict)}
    wishes = _by_strength(each for each in routes if each.destination in open_to_it)
    if wishes:
        return open_to_it[wishes[0].destination]
    return next(iter(open_to_it.values()), None)


def lease_for(destination: Destination | None, routes: Sequence[Route]) -> Lease:
    """Return the promise of room that an item in the container counts against, that of the strongest wish for it."""
    wishes = _by_strength(each for each in routes if destination and each.destination == destination.id)
    return next((each.lease for each in wishes if each.lease), "")


def _by_strength(routes: Iterable[Route]) -> list[Route]:
    return sorted(routes, key=lambda each: (-each.preference, each.by, each.destination, each.lease))
