"""What is said of an appliance, and that it never decides."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repair_odds import RepairOdds
from repair_odds.odds import FILE, read
from repair_odds.traits import Appliance, band, brand_of, traits

from kiosk.plugin_api import LANGUAGES, Identification, Item, Opinion, Outcome, Site, Today

TABLE = read()
THRESHOLD = 0.5


def plugin() -> RepairOdds:
    """Return the plugin as a site configures it."""
    made = RepairOdds()
    made.configure({}, Site())
    return made


CONFIGURED = plugin()


def said(category: str | None, brand: str | None = None, years: tuple[int, ...] = (), **answers: str) -> list[Opinion]:
    """Return the opinions on an item."""
    item = Item(identifications=(Identification(category=category, brand=brand, years=years),))
    return CONFIGURED.assess(item, answers, Today("2026-06-15"))


def test_the_odds_are_told_with_the_number_of_cases() -> None:
    """In four languages, with the source."""
    (opinion,) = said("kettle")

    assert opinion.outcome is Outcome.REPAIR
    assert set(opinion.reason.texts) == set(LANGUAGES)
    assert re.fullmatch(r"\d op 10 hersteld \(\d+ gevallen\)\.", opinion.reason.texts["nl"])
    assert str(TABLE.cases["Kettle"]) in opinion.reason.texts["nl"]
    assert "CC BY-SA 4.0" in opinion.reason.source


@pytest.mark.parametrize(("category", "answers"), [("other", {}), (None, {}), ("spaceship", {}), ("kettle", {"works": "yes"})])
def test_nothing_is_said_without_records_or_of_what_works(category: str | None, answers: dict[str, str]) -> None:
    """Odds of a repair are nothing to say of either."""
    assert said(category, **answers) == []


def test_nothing_is_said_before_the_table_is_read() -> None:
    """The kiosk configures a plugin before it asks."""
    assert RepairOdds().assess(Item(identifications=(Identification(category="kettle"),)), {}, Today()) == []


@given(
    category=st.sampled_from(["kettle", "laptop", "lamp", "drill", "washer", "cable"]),
    brand=st.none() | st.text(max_size=80),
    years=st.lists(st.integers(-10_000, 10_000), max_size=4).map(tuple),
)
def test_no_appliance_is_sure_enough_to_decide(category: str, brand: str | None, years: tuple[int, ...]) -> None:
    """Whatever its brand and age, the opinion stays below the threshold."""
    (opinion,) = said(category, brand, years, works="no")

    assert 0 < opinion.confidence < THRESHOLD


def test_brand_and_age_count() -> None:
    """Several candidate years give the mean of their odds."""
    old, young, either = (said("laptop", "HP", years)[0].confidence for years in ((1995,), (2025,), (1995, 2025)))

    assert old != young
    assert either == pytest.approx((old + young) / 2, abs=1e-4)
    assert said("laptop", "HP")[0].confidence != said("laptop", "Apple")[0].confidence


def test_a_kiosk_that_does_not_know_the_day_counts_ages_to_the_release() -> None:
    """Ages of a few years more or less change the odds little."""
    item = Item(identifications=(Identification(category="laptop", years=(2020,)),))

    assert CONFIGURED.assess(item, {}, Today()) == CONFIGURED.assess(item, {}, Today("2026-06-15"))


@pytest.mark.parametrize(
    ("written", "brand"),
    [
        ("Phillips", "philips"),
        (" Black  and Decker ", "black & decker"),
        ("De\u2019Longhi", "delonghi"),
        ("UKENDT", ""),
        ("Bosch", "bosch"),
    ],
)
def test_a_brand_has_one_spelling(written: str, brand: str) -> None:
    """At the fit and at the counter."""
    assert brand_of(written) == brand


@pytest.mark.parametrize(("age", "expected"), [(None, "?"), (-1, "?"), (1011, "?"), (0, "0"), (1, "1"), (4.5, "3"), (35, "8"), (120, "8")])
def test_ages_fall_into_bands(age: float | None, expected: str) -> None:
    """Ages nobody can have are not known."""
    assert band(age) == expected


def test_what_is_known_becomes_traits() -> None:
    """Each word of the product type counts once."""
    assert traits(Appliance("Lamp", "desk lamp, LAMP", "", 3)) == (
        ("category", "Lamp"),
        ("age", "Lamp|3"),
        ("type", "desk lamp, lamp"),
        ("word", "desk"),
        ("word", "lamp"),
    )


def test_the_table_is_small_and_says_whose_it_is() -> None:
    """What is derived from CC BY-SA data stands apart, with the attribution."""
    tree = json.loads(FILE.read_text(encoding="utf-8"))

    assert FILE.stat().st_size <= 120_000
    assert "Open Repair Alliance" in tree["attribution"]
    assert tree["licence"].startswith("CC BY-SA 4.0")


def test_every_category_of_the_counter_is_one_of_the_records() -> None:
    """A misspelt one would stay silent."""
    named = re.findall(r'category = "([^"]+)"', FILE.with_name("categories.toml").read_text(encoding="utf-8"))

    assert set(named) <= set(TABLE.cases)
