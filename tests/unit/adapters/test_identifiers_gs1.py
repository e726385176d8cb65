"""What codes mean, and that no code of a stranger can do harm."""

import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum import ean

from kiosk.adapters.identifiers_gs1 import LONGEST_PARSED, Gs1Identifiers
from kiosk.domain.identifier import IdentifierKind
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.symbol import Symbology
from kiosk.domain.text import MAX_CHARACTERS, plain

GS = "\x1d"
KINDS = IdentifierKind
Meaning = list[tuple[IdentifierKind, str, str]]


def meaning(carrier: str, text: str | None, aim: str | None = None, data: bytes | None = None) -> Meaning:
    held = data if data is not None else (text or "").encode("utf-8", "surrogatepass")
    medium = Medium.TAG if carrier == "tag" else Medium.CAMERA
    parsed = Gs1Identifiers().parse(Reading("run-1", medium, carrier, held, text, aim))
    return [(each.kind, each.value, each.note) for each in parsed]


@pytest.mark.parametrize(
    ("carrier", "text", "gtin"),
    [
        ("ean13", "4242005045112", "04242005045112"),
        ("ean13", " 4242005045112 ", "04242005045112"),
        ("ean8", "73513537", "00000073513537"),
        ("upca", "012345678905", "00012345678905"),
        ("upca", "0012345678905", "00012345678905"),
        ("upce", "01234565", "00012345000065"),
        ("upce", "0012345000065", "00012345000065"),
        ("itf", "14242005045119", "14242005045119"),
    ],
)
def test_a_retail_code_is_a_gtin_of_14_digits(carrier: str, text: str, gtin: str) -> None:
    assert meaning(carrier, text) == [(KINDS.GTIN, gtin, "")]


@pytest.mark.parametrize(
    ("carrier", "text"),
    [("ean13", "4242005045113"), ("ean8", "73513538"), ("upca", "012345678906"), ("upce", "01234567"), ("upce", "99999999")],
)
def test_a_wrong_check_digit_makes_no_gtin(carrier: str, text: str) -> None:
    assert meaning(carrier, text) == [(KINDS.UNKNOWN, text, "check_digit")]


@pytest.mark.parametrize(
    ("carrier", "text"),
    [
        ("ean13", "424200504511"),
        ("ean13", "٤٢٤٢٠٠٥٠٤٥١١٢"),
        ("ean13", "0000000000000"),
        ("upce", "123456"),
        ("itf", "12345678901234"),
        ("itf", "4242005045112"),
        ("code128", "4242005045112"),
        ("code39", "4242005045112"),
        ("qr", "4242005045112"),
        ("code128", "FD 9806 00417"),
    ],
)
def test_digits_alone_are_no_gtin_where_the_symbology_does_not_say_so(carrier: str, text: str) -> None:
    assert meaning(carrier, text) == [(KINDS.UNKNOWN, text, "")]


@pytest.mark.parametrize("aim", ["]C1", "]d2", "]Q3", "]e0"])
def test_gs1_element_strings_are_read_where_the_code_says_it_has_them(aim: str) -> None:
    text = "010424200504511211240500" + f"21ABC{GS}10L-1"

    assert meaning("datamatrix", text, aim) == [
        (KINDS.GTIN, "04242005045112", ""),
        (KINDS.PRODUCED_ON, "2024-05", ""),
        (KINDS.SERIAL, "ABC", ""),
        (KINDS.LOT, "L-1", ""),
    ]


@pytest.mark.parametrize(
    "text", [f"{GS}8004123ABC", "]C18004123ABC", f"8004123ABC{GS}"], ids=["fnc1 first", "aim in the text", "fnc1 last"]
)
def test_a_scanner_may_give_fnc1_or_the_aim_identifier_in_the_text(text: str) -> None:
    assert meaning("code128", text) == [(KINDS.GIAI, "123ABC", "")]


def test_the_same_text_without_the_claim_is_unknown() -> None:
    assert meaning("code128", "010424200504511221ABC", "]C0") == [(KINDS.UNKNOWN, "010424200504511221ABC", "")]
    assert meaning("datamatrix", f"[)>\x1e06{GS}S123", None)[0][0] is KINDS.UNKNOWN


def test_asset_numbers_are_kept_whole() -> None:
    assert meaning("code128", "800304242005045112S1", "]C1") == [(KINDS.GRAI, "04242005045112S1", "")]
    assert meaning("code128", "800304242005045113S1", "]C1") == [(KINDS.UNKNOWN, "800304242005045113S1", "check_digit")]


def test_a_wrong_date_does_not_cost_the_gtin_beside_it() -> None:
    assert meaning("datamatrix", "010424200504511211230230", "]d2") == [(KINDS.GTIN, "04242005045112", "")]


def test_a_day_is_kept_where_the_label_has_one() -> None:
    assert meaning("datamatrix", "11240517", "]d2") == [(KINDS.PRODUCED_ON, "2024-05-17", "")]


def test_a_wrong_gtin_does_not_cost_the_serial_number_beside_it() -> None:
    text = "010424200504511321ABC"

    assert meaning("datamatrix", text, "]d2") == [(KINDS.UNKNOWN, text, "check_digit"), (KINDS.SERIAL, "ABC", "")]


def test_a_half_understood_message_is_not_trusted() -> None:
    assert meaning("code128", "0104242005045112ZZZ", "]C1")[0][0] is KINDS.UNKNOWN


def test_a_message_without_anything_of_use_is_unknown() -> None:
    assert meaning("code128", "410" + "4242005045112", "]C1") == [(KINDS.UNKNOWN, "4104242005045112", "")]


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://id.gs1.org/01/04242005045112/21/XY?11=240101", [(KINDS.GTIN, "04242005045112", ""), (KINDS.SERIAL, "XY", ""), (KINDS.PRODUCED_ON, "2024-01-01", "")]),
        ("https://shop.example/8004/123ABC", [(KINDS.GIAI, "123ABC", "")]),
        ("https://eprel.ec.europa.eu/qr/0123456", [(KINDS.EPREL, "123456", "")]),
        ("HTTPS://EPREL.EC.EUROPA.EU/QR/123456/", [(KINDS.EPREL, "123456", "")]),
        ("https://eprel.ec.europa.eu/screen/product/refrigerators2019/77?x=1", [(KINDS.EPREL, "77", "refrigerators2019")]),
        ("https://dpp.example/p/1", [(KINDS.DPP_LINK, "https://dpp.example/p/1", "")]),
        ("https://eprel.ec.europa.eu@evil.example/qr/1", [(KINDS.DPP_LINK, "https://eprel.ec.europa.eu@evil.example/qr/1", "")]),
        ("http://dpp.example/p/1", [(KINDS.UNKNOWN, "http://dpp.example/p/1", "")]),
        ("https://[x", [(KINDS.UNKNOWN, "https://[x", "")]),
        ("https:///01/04242005045112", [(KINDS.UNKNOWN, "https:///01/04242005045112", "")]),
        ("https://b.example/01/4242005045113", [(KINDS.UNKNOWN, "https://b.example/01/4242005045113", "check_digit")]),
    ],
)  # fmt: skip
def test_links_say_what_they_are_and_are_never_opened(link: str, expected: Meaning) -> None:
    assert meaning("qr", link) == expected


def test_a_link_that_is_too_long_to_keep_is_unknown() -> None:
    ((kind, value, note),) = meaning("qr", "https://dpp.example/" + "a" * 200)

    assert (kind, note, len(value)) == (KINDS.UNKNOWN, "too_long", MAX_CHARACTERS)


def test_bytes_that_are_no_text_are_kept_as_hex() -> None:
    assert meaning("qr", None, data=b"\xff\xfe") == [(KINDS.UNKNOWN, "fffe", "binary")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, []),
        ("", []),
        ("hello", [(KINDS.UNKNOWN, "hello", "")]),
        ("https://id.gs1.org/8004/123ABC", [(KINDS.GIAI, "123ABC", "")]),
        ("(8004)123ABC", [(KINDS.GIAI, "123ABC", "")]),
        ("(smile)", [(KINDS.UNKNOWN, "(smile)", "")]),
        ("x" * (LONGEST_PARSED + 1), [(KINDS.UNKNOWN, plain("x" * 200), "too_long")]),
    ],
)
def test_a_tag_is_its_uid_and_what_its_text_means(text: str | None, expected: Meaning) -> None:
    assert meaning("tag", text, data=bytes.fromhex("04a1b2c3")) == [(KINDS.TAG_UID, "04A1B2C3", ""), *expected]


ELEMENTS = st.lists(
    st.sampled_from(["01", "10", "11", "21", "8003", "8004", "3920", "04242005045112", GS, "https://a.b/", "/", "("]), max_size=8
)
TEXTS = st.none() | st.text(max_size=300) | ELEMENTS.map("".join) | st.text("0123456789", max_size=15) | st.characters(codec=None).map(str)


@given(
    carrier=st.sampled_from([*Symbology, "tag", "", "nonsense"]),
    text=TEXTS,
    aim=st.none() | st.sampled_from(["]C1", "]d2", "]Q3", "]e0", "]C0", "]"]) | st.text(max_size=4),
    data=st.binary(max_size=64),
)
@example(carrier="qr", text="x" * 9000, aim=None, data=b"")
@example(carrier="qr", text="\x00" * 130, aim=None, data=b"")
def test_whatever_a_code_holds_it_is_short_plain_and_never_a_wrong_gtin(
    carrier: str, text: str | None, aim: str | None, data: bytes
) -> None:
    parsed = meaning(carrier, text, aim, data)

    assert parsed
    for kind, value, note in parsed:
        assert value == plain(value)
        assert len(value) <= MAX_CHARACTERS
        assert note in {"", "check_digit", "too_long", "binary"}
        if kind is KINDS.GTIN:
            assert len(value) == 14
            assert ean.is_valid(value)


@given(digits=st.text("0123456789", min_size=13, max_size=13))
@example(digits="0000000000000")
@example(digits="4242005045112")
def test_an_ean_is_a_gtin_exactly_if_its_check_digit_is_right(digits: str) -> None:
    ((kind, value, _note),) = meaning("ean13", digits)

    assert (kind is KINDS.GTIN) == (ean.is_valid(digits) and set(digits) != {"0"})
    assert value.endswith(digits)


def test_biip_is_loaded_for_the_first_code_that_needs_it_and_keeps_no_table_of_companies() -> None:
    """In a process of its own: what is loaded here was loaded by other tests."""
    program = """
import sys
from kiosk.adapters.identifiers_gs1 import Gs1Identifiers
from kiosk.domain.reading import Medium, Reading

def parse(carrier, text, aim):
    Gs1Identifiers().parse(Reading("r", Medium.CAMERA, carrier, text.encode(), text, aim))

parse("ean13", "4242005045112", "]E0")
print("biip" in sys.modules)
parse("datamatrix", "010424200504511221S1", "]d2")
from biip import gs1_prefixes
print(len(gs1_prefixes._GS1_COMPANY_PREFIX_TRIE))
"""
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    assert said == ["False", "0"]
