"""Digits of EAN and UPC in one form."""

import pytest

from kiosk.adapters.decoder.retail import check_digit, expanded, retail_symbol
from kiosk.domain.symbol import Symbology


@pytest.mark.parametrize(("digits", "check"), [("400638133393", 1), ("9638507", 4), ("01234567890", 5)], ids=["ean13", "ean8", "upca"])
def test_the_check_digit_is_that_of_gs1(digits: str, check: int) -> None:
    assert check_digit([int(each) for each in digits]) == check


@pytest.mark.parametrize(
    ("short", "full"),
    [("01234505", "012000003455"), ("01234531", "012300000451"), ("01234543", "012340000053"), ("01234565", "012345000065")],
    ids=["0-2", "3", "4", "5-9"],
)
def test_a_upc_e_stands_for_twelve_digits(short: str, full: str) -> None:
    assert expanded(short) == full


def test_a_upc_a_has_twelve_digits_however_an_engine_calls_it() -> None:
    """zxing-cpp and zbar both call it an EAN-13 with a leading zero."""
    symbol = retail_symbol(Symbology.EAN13, "0012345678905", ())

    assert symbol is not None
    assert (symbol.symbology, symbol.data, symbol.aim) == (Symbology.UPCA, b"012345678905", "]E0")


@pytest.mark.parametrize("digits", ["4006381333932", "400638133393", "40063813339x1", ""])
def test_what_cannot_be_a_number_is_no_symbol(digits: str) -> None:
    assert retail_symbol(Symbology.EAN13, digits, ()) is None
