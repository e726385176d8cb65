"""Item codes: short, speakable, and with a check character that catches what people mix up.

``LV2-004172-K`` is the site's prefix with the kiosk's digit, a number, and a check
character by ISO 7064 MOD 37,36 over all letters and digits before it: every single wrong
character and every two swapped ones are found.
"""

import re

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

DIGITS = 6
_CODE = re.compile(r"([A-Z0-9]{2,6})-?([0-9]{6,9})-?([A-Z0-9])")


def item_code(prefix: str, number: int) -> str:
    """Return the code of a number: prefix, at least six digits, check character.

    :raises ValueError: the prefix is no 2 to 6 capital letters and digits, or the number is not positive.
    """
    digits = f"{number:0{DIGITS}d}"
    if number < 1 or not _CODE.fullmatch(f"{prefix}-{digits}-0"):
        raise ValueError(f"{prefix!r} and {number} make no item code")
    return f"{prefix}-{digits}-{mod_37_36.calc_check_digit(prefix + digits)}"


def as_item_code(typed: str) -> str:
    """Return an item code in its plain form; empty for what is none or has a wrong check character.

    Case, spaces and missing hyphens do not matter: people read it out and type it.
    """
    found = _CODE.fullmatch("".join(typed.split()).upper())
    if not found:
        return ""
    try:
        mod_37_36.validate("".join(found.groups()))
    except ValidationError:
        return ""
    return "-".join(found.groups())
