"""A partner's wish: which appliances, how good, how many, until when, in which container."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kiosk.plugin_api import UNSURE, Answers, Item, Lease, Outcome, Today

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))


class Condition(StrEnum):
    """The least a partner takes."""

    ANY = "any"
    """Also what is not known to be whole; never what the law strikes."""
    WHOLE = "whole"
    """Nothing broken, no part missing; works or not."""
    WORKS = "works"
    """Seen to work."""

    def is_met(self, answers: Answers) -> bool:
        """Tell whether the answers say so; what nobody answered is not met."""
        looks, works = answers.get("condition", ""), answers.get("works", "")
        match self:
            case Condition.ANY:
                return looks != "broken" and works != "broken"
            case Condition.WHOLE:
                return looks in {"good", "dirty"} or (not looks and works in {"yes", "no", UNSURE})
            case Condition.WORKS:
                return works == "yes" and looks in {"", "good", "dirty"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Who wants something."""

    id: str
    name: str
    distance_km: float
    open_on: frozenset[int]
    wipes: bool
    """Whether it may wipe what bears data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One thing a partner wants, and the room it leased to this kiosk for it."""

    lease: Lease
    partner: Partner
    outcome: Outcome
    categories: frozenset[str]
    brands: frozenset[str]
    """In small letters; empty for any."""
    condition: Condition
    capacity: int
    container: str
    """Where this kiosk puts it; empty for the ordinary one."""
    begins: str
    ends: str
    """First and last day, as dates; empty for no limit."""

    def wants(self, item: Item, *, bears_data: bool) -> bool:
        """Tell whether it is about such items, by a partner that may have them."""
        is_brand = not self.brands or (item.brand or "").casefold() in self.brands
        return item.category in self.categories and is_brand and (self.partner.wipes or not bears_data)

    def has_room(self, today: Today) -> bool:
        """Tell whether the partner can take one more today; where nobody knows the day, days do not count."""
        is_open = today.weekday is None or today.weekday in self.partner.open_on
        is_now = not today.date or (self.begins <= today.date and (not self.ends or today.date <= self.ends))
        return is_open and is_now and today.placed.get(self.lease, 0) < self.capacity


def wishes_of(content: Mapping[str, Any]) -> tuple[Wish, ...]:
    """Return the wishes of a dataset's content, in its order.

    :raises ValueError: something is missing or of another type, with the partner's id.
    """
    return tuple(_wish(partner, row) for each in content["partners"] for partner in [_partner(each)] for row in each["wants"])


def _partner(row: Mapping[str, Any]) -> Partner:
    days = row.get("open")
    return Partner(
        id=str(row["id"]),
        name=str(row["name"]),
        distance_km=float(row.get("distance_km", 0.0)),
        open_on=EVERY_DAY if days is None else frozenset(DAYS.index(each) for each in days),
        wipes=bool(row.get("wipes", False)),
    )


def _wish(partner: Partner, row: Mapping[str, Any]) -> Wish:
    return Wish(
        lease=str(row["lease"]),
        partner=partner,
        outcome=Outcome(row["outcome"]),
        categories=frozenset(row["categories"]),
        brands=frozenset(str(each).casefold() for each in row.get("brands", ())),
        condition=Condition(row.get("condition", Condition.WORKS)),
        capacity=int(row["capacity"]),
        container=str(row.get("container", "")),
        begins=str(row.get("from", ""))[:10],
        ends=str(row.get("until", ""))[:10],
    )
