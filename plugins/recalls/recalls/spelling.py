"""One spelling for brands, models and product codes, in notices and at the counter."""

import re
import unicodedata

GTIN_DIGITS = 14
RETAIL_DIGITS = frozenset({8, 12, 13, 14})
LONGEST = 80
_SIGNS = re.compile(r"[\W_]+")


def spelt(text: str) -> str:
    """Return the letters and digits of a name, in small letters and without accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text[:LONGEST]).casefold())
    return _SIGNS.sub("", "".join(each for each in plain if not unicodedata.combining(each)))


def gtin(code: str) -> int:
    """Return a product code as the number of its 14 digits; 0 where it is none or its check digit is wrong."""
    digits = code.replace(" ", "").replace("-", "")
    if len(digits) not in RETAIL_DIGITS or not (digits.isascii() and digits.isdigit()):
        return 0
    full = digits.zfill(GTIN_DIGITS)
    weighted = sum(int(digit) * (3, 1)[place % 2] for place, digit in enumerate(full))
    return int(full) if weighted % 10 == 0 else 0
