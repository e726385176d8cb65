"""What codes mean, with and without a catalogue."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from product_code import ProductCode

from kiosk.plugin_api import Identification, Identifier, IdentifierKind, Medium, Reading, Site, Today

DATASETS = Path(__file__).parent / "datasets"
DAY = Today("2026-11-25")


def plugin(folder: str = str(DATASETS)) -> ProductCode:
    """Return the plugin as a kiosk with these datasets configures it."""
    made = ProductCode()
    made.configure({}, Site(datasets=folder))
    return made


CONFIGURED, BARE = plugin(), plugin("")


def code(kind: IdentifierKind, value: str, note: str = "") -> Reading:
    """Return a reading the kiosk has parsed."""
    return Reading("r-1", Medium.CAMERA, "qr", b"", value, identifiers=(Identifier(kind, value, note),))


def test_a_product_of_the_catalogue_is_known_with_its_brand() -> None:
    """One that is read twice is told once."""
    kettle = code(IdentifierKind.GTIN, "04242005045112")

    (said,) = CONFIGURED.identify([kettle, kettle], DAY)

    assert said == Identification(category="kettle", brand="Bellavia", model="WK 2200", years=(1998,), confidence=0.8)


@pytest.mark.parametrize(
    "reading",
    [code(IdentifierKind.GTIN, "00000000000017"), code(IdentifierKind.UNKNOWN, "04242005045112"), code(IdentifierKind.SERIAL, "123456")],
)
def test_nothing_is_said_of_what_the_catalogue_does_not_know(reading: Reading) -> None:
    """The kiosk asks, and remembers."""
    assert CONFIGURED.identify([reading], DAY) == []


def test_an_energy_label_is_new_and_names_its_group() -> None:
    """The label with a QR code came in autumn 2020; nothing that carries it is older."""
    category, years = BARE.identify([code(IdentifierKind.EPREL, "987654", "refrigeratingappliances2019")], DAY)

    assert (category.category, category.confidence) == ("fridge", 0.7)
    assert (years.years, years.confidence) == ((2020, 2021, 2022, 2023, 2024, 2025, 2026), 0.5)


def test_an_energy_label_of_the_short_form_names_no_group() -> None:
    """What the hub has added for its number is in the catalogue."""
    listed, years = CONFIGURED.identify([code(IdentifierKind.EPREL, "123456")], DAY)

    assert (listed.category, listed.model) == ("fridge", "KF 185")
    assert years.years[0] == 2020
    assert BARE.identify([code(IdentifierKind.EPREL, "123456")], Today("2019-05-01")) == []


def test_a_partner_s_own_thing_and_a_passport_s_maker_are_known() -> None:
    """The link is looked at, never opened."""
    (asset,) = CONFIGURED.identify([code(IdentifierKind.GIAI, "2034701ROLLER7")], DAY)
    (passport,) = CONFIGURED.identify([code(IdentifierKind.DPP_LINK, "https://www.example.org/dpp/1")], DAY)

    assert asset.category == "drill"
    assert (passport.brand, passport.confidence) == ("Tellus", 0.4)


def test_without_a_catalogue_it_says_so(tmp_path: Path) -> None:
    """And a broken one is named."""
    assert "missing" in BARE.self_check()[0].text
    for content in ("", "[]", "{}", '{"notices": []}', '{"products": {"1": {}}}'):
        (tmp_path / "catalogue.json").write_text(content)

        assert "cannot be used" in plugin(str(tmp_path)).self_check()[0].text
    assert CONFIGURED.self_check() == []


def test_rows_that_say_nothing_are_passed_over(tmp_path: Path) -> None:
    """One bad row must not cost the others."""
    rows = '{"1": 3, "2": {}, "3": {"category": 7}, "4": {"brand": "B", "years": ["x", 2001]}}'
    (tmp_path / "catalogue.json").write_text('{"eprel": 1, "products": ' + rows + "}")

    found = plugin(str(tmp_path)).identify([code(IdentifierKind.GTIN, each) for each in "1234"], DAY)

    assert found == [Identification(brand="B", years=(2001,), confidence=0.8)]


@given(kind=st.sampled_from(IdentifierKind), value=st.text(max_size=200), note=st.text(max_size=40), year=st.integers(1970, 2100))
def test_no_identifier_raises_or_gives_a_year_in_the_future(kind: IdentifierKind, value: str, note: str, year: int) -> None:
    """What a stranger printed can be anything."""
    for each in CONFIGURED.identify([code(kind, value, note)], Today(f"{year}-06-15")):
        assert all(made <= max(year, 1998) for made in each.years)
