"""EAN and UPC digits in one form, whichever engine read them.

zxing-cpp and zbar both call a UPC-A an EAN-13 with a leading zero: the bars are the same.
Here it is always ``upca`` with 12 digits, and a UPC-E always its own 8.
"""

from collections.abc import Sequence

from kiosk.domain.symbol import Point, Symbol, Symbology

_LENGTHS = {Symbology.EAN13: 13, Symbology.UPCA: 12, Symbology.EAN8: 8, Symbology.UPCE: 8}
_AIM = {Symbology.EAN8: "]E4"}


def check_digit(digits: Sequence[int]) -> int:
    """Return the GS1 check digit (mod 10, weights 3 and 1 from the right) of the digits before it."""
    return -sum(digit * (3, 1)[place % 2] for place, digit in enumerate(reversed(digits))) % 10


def expanded(digits: str) -> str:
    """Return the 12 digits of UPC-A that 8 digits of UPC-E stand for."""
    system, body, check = digits[0], digits[1:7], digits[7]
    last = body[5]
    if last in "012":
        return f"{system}{body[:2]}{last}0000{body[2:5]}{check}"
    if last == "3":
        return f"{system}{body[:3]}00000{body[3:5]}{check}"
    if last == "4":
        return f"{system}{body[:4]}00000{body[4]}{check}"
    return f"{system}{body[:5]}0000{last}{check}"


def retail_symbol(symbology: Symbology, digits: str, position: tuple[Point, ...]) -> Symbol | None:
    """Return the symbol in normal form, or None where the digits cannot be one."""
    if symbology in {Symbology.EAN13, Symbology.UPCA} and len(digits) == _LENGTHS[Symbology.EAN13] and digits[0] == "0":
        symbology, digits = Symbology.UPCA, digits[1:]
    if not (digits.isascii() and digits.isdigit() and len(digits) == _LENGTHS[symbology]):
        return None
    full = expanded(digits) if symbology is Symbology.UPCE else digits
    if check_digit([int(each) for each in full[:-1]]) != int(full[-1]):
        return None
    return Symbol(symbology, digits.encode(), digits, position, aim=_AIM.get(symbology, "]E0"))
