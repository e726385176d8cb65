"""What is read from plates, and where nothing is said."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rating_plate import RatingPlate
from rating_plate.makers import read

from kiosk.plugin_api import Identification, Identifier, IdentifierKind, Medium, Reading, Today

THIS_YEAR = 2026
MAKERS = read()
BRANDS = [spelling for maker in MAKERS for each in maker.brands.values() for spelling in each]
OF_VECTORS = {"Hotpoint/Creda UK (old)": "Creda", "Whirlpool (US plants)": "Whirlpool", "Philips (consumer)": "Philips"}


PLUGIN = RatingPlate()


def in_year(year: int) -> Today:
    """Return a day of the year, as the kiosk tells it."""
    return Today(f"{year}-06-15")


def code(text: str | None, kind: IdentifierKind = IdentifierKind.UNKNOWN, note: str = "", carrier: str = "code128") -> Reading:
    """Return a reading of a text as the kiosk parses it."""
    return Reading("r-1", Medium.CAMERA, carrier, b"", text, identifiers=(Identifier(kind, text or "", note),))


def said(*texts: str, this_year: int = THIS_YEAR) -> list[Identification]:
    """Return what the plugin makes of the texts."""
    return PLUGIN.identify([code(each) for each in texts], in_year(this_year))


def years(*texts: str, this_year: int = THIS_YEAR) -> tuple[int, ...]:
    """Return the candidate years of the texts."""
    return next((each.years for each in said(*texts, this_year=this_year) if each.years), ())


def _vectors() -> list[dict[str, object]]:
    folder = os.environ.get("KIOSK_REFERENCE_DATA")
    file = Path(folder, "serials", "serial_vectors.json") if folder else None
    vectors: list[dict[str, object]] = json.loads(file.read_text(encoding="utf-8"))["vectors"] if file and file.is_file() else []
    return vectors


@pytest.mark.skipif(not _vectors(), reason="KIOSK_REFERENCE_DATA is not set: the published vectors are not part of the project")
def test_every_vector_with_a_source_holds_and_none_without_one_is_claimed() -> None:
    """All candidate years, no other."""
    wrong = {}
    for each in _vectors():
        brand = OF_VECTORS.get(str(each["brand"]), str(each["brand"]).split("/")[0])
        expected = each["candidates"] if each["conf"] != "knowledge" else []
        if list(found := years(f"{brand} {each['raw']}")) != expected:
            wrong[str(each["raw"])] = found

    assert not wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FD 9711", (2017,)),
        ("E-Nr. WAU28T00NL/01 FD: 0205 00012", (2022,)),
        ("INDESIT 512310044", (2005, 2015, 2025)),
        ("DELONGHI 2 18 20", (2012,)),
        ("De'Longhi 1218801110001100014", (2012,)),
        ("LG S/N: 811KRTP00123", (2008, 2018)),
        ("SAMSUNG 0BXYZ7AMC00123A", (2019,)),
        ("Hoover 31001234 1931 0042", (2019,)),
        ("AEG AB73512345", (1997, 2007, 2017)),
        ("Whirlpool CA1812345", (1991, 2021)),
        ("HP CND5231ABC", (2005, 2015, 2025)),
    ],
)
def test_a_date_code_gives_every_year_it_may_mean(text: str, expected: tuple[int, ...]) -> None:
    """A one-digit year is one of each decade."""
    assert years(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "MIELE 21/104512345",
        "Liebherr 81.123.456.7",
        "SONY 1234567",
        "Philips 1836",
        "Beko 17-100123-05",
        "Bauknecht 411108012345",
        "Whirlpool 411108012345",
        "AEG 92400123",
        "Apple C02L13ECF8J2",
        "Apple QX7K2W9LMN",
        "310020895",
        "603KWWZ73713",
        "Bosch FD8413",
        "Bosch FD8400",
        "Samsung W66143BI400494B",
        "Samsung W66143BH000494B",
        "De'Longhi 7 04 16",
        "De'Longhi 9936773710001100014",
        "De'Longhi 7 54 15",
        "Indesit 313320895",
        "Indesit 310000895",
        "Bosch FD2708",
    ],
)
def test_no_year_without_a_public_rule_a_named_maker_and_a_possible_date(text: str) -> None:
    """A wrong year is worse than none."""
    assert years(text) == ()


@pytest.mark.parametrize("place", range(18))
def test_a_misread_digit_is_refused_by_the_check_digit(place: int) -> None:
    """One wrong digit anywhere, whichever it is."""
    right = "100060088966000677"
    wrong = [f"{right[:place]}{digit}{right[place + 1 :]}" for digit in "0123456789" if digit != right[place]]

    assert years(f"Bosch {right}") == (2000, 2010, 2020)
    assert [each for each in wrong if years(f"Bosch {each}")] == []


def test_several_years_are_less_sure_than_one() -> None:
    """And a maker's own manual is surer than somebody else's page."""
    sureness = [said(text)[-1].confidence for text in ("FD9711", "Bosch 100060088966000677", "Hoover 3100123419310042", "LG 811KRTP00123")]

    assert sureness == [0.9, 0.54, 0.7, 0.42]


def test_the_brand_may_stand_in_another_code() -> None:
    """One appliance carries several."""
    assert years("LG", "811KRTP00123") == (2008, 2018)


def test_codes_that_agree_narrow_the_years_and_others_are_not_believed() -> None:
    """A date on the plate settles the decade of the serial number."""
    assert years("Bosch 100060088966000677", "FD9006 00067") == (2010,)
    assert years("Bosch 100060088966000677", "FD9106") == ()


def test_a_production_date_of_gs1_is_taken_within_reason() -> None:
    """It needs no brand; one in the future is a printer's mistake."""
    days = ("2015-03-01", "2015-03", "2031-01-01", "1949-01-01", "soon")
    found = [PLUGIN.identify([code(each, IdentifierKind.PRODUCED_ON)], in_year(THIS_YEAR)) for each in days]

    assert found == [[Identification(years=(2015,), confidence=0.95)]] * 2 + [[]] * 3


def test_brand_and_model_are_told_where_the_plate_names_them() -> None:
    """A model number stands after its label."""
    assert said("BOSCH E-Nr.: WAU28T00NL/01 FD 9902 00451") == [
        Identification(brand="Bosch", model="WAU28T00NL/01", confidence=0.8),
        Identification(years=(2019,), confidence=0.9),
    ]


@pytest.mark.parametrize(
    ("texts", "brand", "model"),
    [
        (("hewlett-packard Model: DJ3750",), "HP", "DJ3750"),
        (("DE LONGHI MOD. EN660",), "De'Longhi", "EN660"),
        (("LG Model NO. SOMETHING",), "LG", None),
        (("LG Model: A1B2C3", "Model: D4E5F6"), "LG", None),
        (("LG Model: A1B2C3D4E5F6G7H8I9J0K1L2M3N4",), "LG", None),
    ],
)
def test_a_model_needs_a_label_a_digit_and_no_rival(texts: tuple[str, ...], brand: str, model: str | None) -> None:
    """Else only the brand is told."""
    assert said(*texts) == [Identification(brand=brand, model=model, confidence=0.8)]


@pytest.mark.parametrize("text", ["Bosch Siemens", "Model: A1B2C3", "Boschweg 3", "Miele Model: W1234", "BSH"])
def test_no_brand_where_none_or_more_than_one_is_named(text: str) -> None:
    """A model number without a known brand says nothing either."""
    assert said(text) == []


@pytest.mark.parametrize(
    "reading",
    [
        code("FD9711", note="check_digit"),
        code("FD9711", IdentifierKind.DPP_LINK),
        code(None),
        Reading("r-1", Medium.CAMERA, "ean8", b"", "FD9711"),
        Reading("r-1", Medium.CAMERA, "code128", b"", "FD9711" + " " * 200),
    ],
)
def test_misread_codes_links_and_retail_codes_are_no_plates(reading: Reading) -> None:
    """Their digits mean something else."""
    assert PLUGIN.identify([reading], Today()) == []


def test_a_serial_number_is_read_parsed_or_not() -> None:
    """The kiosk parses what it can; the rest is the text itself."""
    unparsed = Reading("r-1", Medium.CAMERA, "code128", b"", "fd9711")

    assert PLUGIN.identify([unparsed], Today()) == PLUGIN.identify([code("FD9711", IdentifierKind.SERIAL)], Today())


def test_the_operator_moves_the_latest_year() -> None:
    """Before it, the same digit means an older one."""
    assert years("LG 603KWWZ73713", this_year=2025) == (2006, 2016)
    assert years("LG 603KWWZ73713", this_year=2036) == (2006, 2016, 2026, 2036)


_PLATES = st.one_of(
    st.text(max_size=140),
    st.tuples(st.sampled_from(BRANDS), st.text("0123456789ABCFDXZ /-:", max_size=22)).map(" ".join),
    st.sampled_from([code.pattern for maker in MAKERS for code in maker.codes]).flatmap(st.from_regex),
    st.tuples(
        st.sampled_from(BRANDS),
        st.sampled_from([code.pattern for maker in MAKERS for code in maker.codes]).flatmap(
            lambda each: st.from_regex(each, fullmatch=True)
        ),
    ).map(" ".join),
)


@given(texts=st.lists(_PLATES, max_size=4), kind=st.sampled_from(IdentifierKind), this_year=st.integers(1990, 2100))
def test_no_text_raises_or_gives_a_year_in_the_future(texts: list[str], kind: IdentifierKind, this_year: int) -> None:
    """Anything may be printed on a plate."""
    readings = [code(each, kind) for each in texts]

    for each in PLUGIN.identify(readings, in_year(this_year)):
        assert 0 < each.confidence < 1
        assert each.years == tuple(sorted(set(each.years)))
        assert all(1950 <= year <= this_year for year in each.years)


def test_every_rule_names_its_source() -> None:
    """A code without one is not read."""
    assert all(each.source and each.sure in {0.7, 0.9} for maker in MAKERS for each in maker.codes)
