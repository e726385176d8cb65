"""Who gets what, on which day, and what is flagged."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from partner_demand import PartnerDemand

from kiosk.plugin_api import Destination, Handling, Identification, Item, Opinion, Outcome, Route, Site, Today, Verdict

DATASETS = Path(__file__).parent / "datasets"
WEDNESDAY, SATURDAY = Today("2026-11-25"), Today("2026-11-28")
SETTINGS = {"data_bearing": ["laptop", "phone"]}
CARTS = tuple(Destination(number, {"nl": "Kar"}, Outcome.REUSE) for number in ("2", "99", "3"))


def plugin(folder: str = str(DATASETS)) -> PartnerDemand:
    """Return the plugin as a kiosk with these datasets configures it."""
    made = PartnerDemand()
    made.configure(SETTINGS, Site(datasets=folder))
    return made


DEMAND, BARE = plugin(), plugin("")


def an_item(category: str, brand: str | None = None, *years: int) -> Item:
    """Return an item as staff named it."""
    return Item(identifications=(Identification(category=category, brand=brand, years=years),))


def wanted(item: Item, today: Today = WEDNESDAY, **answers: str) -> set[str]:
    """Return the leases that speak for it."""
    return {
        each.reason.code.removeprefix("demand.") for each in DEMAND.assess(item, answers, today) if each.reason.code.startswith("demand.")
    }


def routed(item: Item, today: Today = WEDNESDAY, **answers: str) -> list[Route]:
    """Return the wishes for a container after a verdict for reuse, the strongest first."""
    from kiosk.domain.verdict import Ruling, Trail

    said: list[Opinion] = [replace(each, by="partner_demand") for each in DEMAND.assess(item, answers, today)]
    verdict = Verdict(Ruling.DECIDED, Outcome.REUSE, frozenset(Outcome), trail=Trail(opinions=tuple(said)))
    return sorted(DEMAND.route(item, verdict, CARTS, today), key=lambda each: -each.preference)


@pytest.mark.parametrize(
    ("answers", "leases"),
    [
        ({"condition": "good", "works": "yes"}, {"near-vacuum-48", "far-vacuum-48"}),
        ({"condition": "dirty", "works": "no"}, {"near-vacuum-48", "far-vacuum-48"}),
        ({"works": "unsure"}, {"near-vacuum-48", "far-vacuum-48"}),
        ({"condition": "part", "works": "yes"}, set()),
        ({"works": "broken"}, set()),
        ({}, set()),
    ],
)
def test_a_wish_speaks_once_its_least_condition_is_met(answers: dict[str, str], leases: set[str]) -> None:
    """What nobody answered is not met."""
    assert wanted(an_item("vacuum"), **answers) == leases


def test_a_wish_for_a_working_one_takes_nothing_else() -> None:
    """The default of a wish."""
    assert wanted(an_item("kettle"), condition="good", works="yes") == {"near-kettle-48"}
    assert wanted(an_item("kettle"), condition="good", works="no") == set()


def test_the_nearest_partner_gets_it_and_it_counts_against_its_lease() -> None:
    """The far one is the second choice."""
    near, far = routed(an_item("vacuum"), works="yes")

    assert (near.destination, near.lease) == ("2", "near-vacuum-48")
    assert (far.destination, far.lease) == ("99", "far-vacuum-48")


def test_a_full_partner_gets_nothing_more() -> None:
    """Placements made here count, so it holds without a network; the next one takes over."""
    full = replace(WEDNESDAY, placed={"near-vacuum-48": 2})

    assert wanted(an_item("vacuum"), full, works="yes") == {"far-vacuum-48"}
    assert [each.destination for each in routed(an_item("vacuum"), full, works="yes")] == ["99"]


def test_where_all_are_full_it_goes_where_nobody_has_leased_room() -> None:
    """Not into the first container, which is a full partner's."""
    full = replace(WEDNESDAY, placed={"near-vacuum-48": 2, "far-vacuum-48": 9})

    (away,) = routed(an_item("vacuum"), full, works="yes")

    assert (away.destination, away.lease) == ("3", "")


def test_a_partner_that_is_closed_today_counts_no_more() -> None:
    """Nor does a wish that is over; where nobody knows the day, both count."""
    assert wanted(an_item("vacuum"), SATURDAY, works="yes") == {"far-vacuum-48"}
    assert wanted(an_item("kettle"), Today("2026-11-30"), condition="good", works="yes") == set()
    assert wanted(an_item("vacuum"), Today(), works="yes") == {"near-vacuum-48", "far-vacuum-48"}


def test_what_bears_data_is_wiped_and_goes_only_to_who_may_wipe() -> None:
    """Also where another partner wants it; the brand is spelt any way."""
    (flag,) = DEMAND.veto(an_item("laptop"))

    assert (flag.strikes, flag.handling, flag.stop) == (frozenset(), frozenset({Handling.WIPE}), None)
    assert wanted(an_item("laptop", "TELLUS")) == {"far-laptop-48"}
    assert wanted(an_item("laptop", "Other")) == set()
    assert DEMAND.veto(an_item("kettle")) == []


@pytest.mark.parametrize(
    ("item", "works", "codes"),
    [
        (an_item("washer", None, 2022), "no", ["duty.right_to_repair"]),
        (an_item("washer"), "no", ["duty.right_to_repair"]),
        (an_item("washer", None, 2010), "no", []),
        (an_item("washer", None, 2022), "yes", []),
        (an_item("laptop", None, 2025), "no", ["duty.repairability_index"]),
        (an_item("laptop", None, 2024, 2025), "no", []),
        (an_item("vacuum", None, 2026), "no", ["duty.right_to_repair", "duty.repairability_index"]),
        (an_item("kettle", None, 2026), "no", []),
    ],
)
def test_what_its_maker_must_repair_is_flagged(item: Item, works: str, codes: list[str]) -> None:
    """Too weak to decide; nothing is said of what works."""
    said = [each for each in DEMAND.assess(item, {"works": works}, WEDNESDAY) if each.reason.code.startswith("duty.")]

    assert [each.reason.code for each in said] == codes
    assert all(each.confidence < 0.5 and each.reason.source for each in said)


def test_without_wishes_it_says_so_and_still_flags(tmp_path: Path) -> None:
    """A kiosk without the file must still work, and one broken partner is named."""
    assert "missing" in BARE.self_check()[0].text
    assert BARE.veto(an_item("phone")) != []
    assert BARE.assess(an_item("vacuum"), {"works": "yes"}, WEDNESDAY) == []
    for content in ("", "[]", "{}", '{"partners": [{"id": "x"}]}', '{"partners": 7}'):
        (tmp_path / "demand.json").write_text(content)

        assert "cannot be used" in plugin(str(tmp_path)).self_check()[0].text
    assert DEMAND.self_check() == []


@given(placed=st.integers(0, 12), day=st.dates().map(str), works=st.sampled_from(["yes", "no", "unsure", "broken"]))
def test_no_lease_is_used_beyond_its_capacity(placed: int, day: str, works: str) -> None:
    """Whatever the day and the answers."""
    today = Today(day, {"near-vacuum-48": placed})

    leases = {each.lease for each in routed(an_item("vacuum"), today, works=works)}

    assert placed < 2 or "near-vacuum-48" not in leases
