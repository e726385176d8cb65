"""Leasing numbers for item codes: every block is one kiosk's, and none is given twice.

A kiosk that enrols again keeps its prefix and its blocks. Sites whose letters are the same share them: what is leased is
a prefix with a range, so one number is still one kiosk's.
"""

import re
import unicodedata

from sqlalchemy import Connection, func, insert, select

from kiosk.contract.answers import NumberBlock
from kiosk.reference_hub.database import now_s, number_blocks

BLOCK = 5000
"""Some months of a busy park; a kiosk asks for the next one when half is used."""
_MOST_KIOSKS = 99
_LETTERS = 2
_PREFIX = re.compile("[A-Y][A-Z0-9]{1,3}")
_KIOSKS_OWN = "Z"
"""Prefixes a kiosk makes for itself begin with it."""


def is_prefix(letters: str) -> bool:
    """Tell whether item codes of a site may begin so."""
    return _PREFIX.fullmatch(letters) is not None


def letters_of(site: str) -> str:
    """Return the letters of a site that has none of its own: its first two, never those of a kiosk's own prefix."""
    plain = unicodedata.normalize("NFKD", site).encode("ascii", "ignore").decode().upper()
    letters = "".join(each for each in plain if each.isalpha())[:_LETTERS].ljust(_LETTERS, "X")
    return f"A{letters}" if letters.startswith(_KIOSKS_OWN) else letters


def lease(connection: Connection, kiosk: str, letters: str, after: int = 0) -> NumberBlock:
    """Return the kiosk's block behind a number: the one it was leased already, else a new one."""
    own = (number_blocks.c.kiosk == kiosk) & (number_blocks.c.letters == letters)
    held = connection.execute(select(number_blocks).where(own).order_by(number_blocks.c.first)).all()
    for each in held:
        if each.first > after:
            return NumberBlock(each.prefix, each.first, each.last)
    prefix = held[-1].prefix if held else f"{letters}{_digit(connection, letters)}"
    under = select(func.max(number_blocks.c.last)).where(number_blocks.c.prefix == prefix)
    first = (connection.execute(under).scalar_one() or 0) + 1
    block = NumberBlock(prefix, first, first + BLOCK - 1)
    leased = {"prefix": prefix, "first": block.first, "last": block.last, "leased": now_s(connection)}
    connection.execute(insert(number_blocks).values(**leased, letters=letters, kiosk=kiosk))
    return block


def _digit(connection: Connection, letters: str) -> int:
    """Return the digit of one more kiosk under these letters."""
    others = select(func.count(number_blocks.c.kiosk.distinct())).where(number_blocks.c.letters == letters)
    return int(connection.execute(others).scalar_one() % _MOST_KIOSKS + 1)
