"""What a line of a scanner means, up to what the desk makes of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.adapters.identifiers_gs1 import Gs1Identifiers
from kiosk.adapters.scanner_line import scan_of
from kiosk.domain.identifier import IdentifierKind
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.symbol import MAX_BYTES

SGTIN, GRAI, GIAI = "3074257BF7194E4000001A85", "331463F6984F5A4000000001", "34141E1D3CE1A00000000001"


def meant(line: str) -> dict[IdentifierKind, str]:
    """Return what the desk reads out of a line."""
    scan = scan_of(line)
    assert scan
    reading = Reading("run-1", scan.medium, scan.carrier, scan.data, scan.text, scan.aim)
    return {each.kind: each.value for each in Gs1Identifiers().parse(reading)}


@pytest.mark.parametrize(
    ("epc", "identifiers"),
    [
        (SGTIN, {IdentifierKind.GTIN: "80614141123458", IdentifierKind.SERIAL: "6789"}),
        (GRAI, {IdentifierKind.GRAI: "016377988125781"}),
        (GIAI, {IdentifierKind.GIAI: "049339163507791620341761"}),
    ],
    ids=["SGTIN-96", "GRAI-96", "GIAI-96"],
)
def test_an_epc_is_a_tag_with_its_identifiers(epc: str, identifiers: dict[IdentifierKind, str]) -> None:
    assert meant(epc.lower()) == {IdentifierKind.TAG_UID: epc, **identifiers}


@pytest.mark.parametrize(
    "line", ["E2801160600002054CC2096F", "30" + "F" * 22, SGTIN[:-1], SGTIN + "0"], ids=["TID", "no SGTIN", "short", "too long"]
)
def test_hex_that_is_no_epc_is_kept_as_unknown_text(line: str) -> None:
    assert meant(line) == {IdentifierKind.UNKNOWN: line}


@pytest.mark.parametrize(
    ("line", "carrier"),
    [
        ("4242005045112", "ean13"),
        ("96385074", "ean8"),
        ("036000291452", "upca"),
        ("4242005045113", "text"),
        ("]E04242005045112", "ean13"),
        ("]E496385074", "ean8"),
        ("]C0FD9806", "code128"),
        ("]d2\x1d0104242005045112", "datamatrix"),
        ("]Q1https://example.com", "qr"),
        ("]X0what", "text"),
        ("FD 9806 00123", "text"),
    ],
)
def test_a_printed_code_has_its_symbology_where_the_scanner_tells_it(line: str, carrier: str) -> None:
    scan = scan_of(line + "\r\n")

    assert scan
    assert (scan.medium, scan.carrier) == (Medium.SCANNER, carrier)


def test_gs1_signs_between_fields_are_kept() -> None:
    assert meant("]C10104242005045112" + "21A1\x1d10B2") == {
        IdentifierKind.GTIN: "04242005045112",
        IdentifierKind.SERIAL: "A1",
        IdentifierKind.LOT: "B2",
    }


@pytest.mark.parametrize("line", ["", " \r\n", "x" * (MAX_BYTES + 1)], ids=["empty", "blank", "endless"])
def test_what_is_no_code_is_nothing(line: str) -> None:
    assert scan_of(line) is None


@given(st.text(max_size=60))
def test_no_line_stops_the_reader(line: str) -> None:
    scan_of(line)


@given(st.text("0123456789ABCDEF", min_size=22, max_size=22), st.sampled_from(["30", "33", "34"]))
def test_no_epc_stops_the_reader(digits: str, header: str) -> None:
    scan_of(header + digits)
