"""When something was made, from its code: every year the code may mean."""

import re
from dataclasses import dataclass

from rating_plate.makers import Code

MONTHS, WEEKS, DAYS, DAYS_OF_YEAR = 12, 53, 31, 366
SEVERAL = 0.6
"""How much of its sureness a code keeps that may mean more than one year."""


@dataclass(frozen=True, slots=True)
class Made:
    """The years a code may mean, rising, and how sure they are."""

    years: tuple[int, ...]
    confidence: float


def made(code: Code, text: str, this_year: int) -> Made | None:
    """Return when the text says it was made; None where it is no such code or was misread.

    :param text: in capitals, without blanks around it.
    """
    found = code.pattern.search(text) if code.label else code.pattern.fullmatch(text)
    if found is None or not _is_possible(found) or not _is_checked(code, found):
        return None
    years = tuple(year for year in _years(code, found["y"], this_year) if _agrees(code, found, year))
    return Made(years, round(code.sure * (1 if len(years) == 1 else SEVERAL), 2)) if years else None


def _years(code: Code, sign: str, this_year: int) -> tuple[int, ...]:
    """Return every year of the cycle from the first such code to this year."""
    year = code.letters.get(sign) if code.letters else int(sign) + code.add
    if year is None:
        return ()
    last = min(this_year, code.until or this_year)
    first = code.since + (year - code.since) % code.cycle
    return tuple(range(first, last + 1, code.cycle))


def _is_possible(found: re.Match[str]) -> bool:
    """Tell whether month, week and day are ones of a calendar."""
    said = found.groupdict()
    limits = {"w": WEEKS, "d": DAYS, "j": DAYS_OF_YEAR}
    within = all(1 <= int(said[part]) <= most for part, most in limits.items() if part in said)
    # Samsung writes October to December as A to C.
    return within and ("m" not in said or 1 <= int(said["m"], 16 if len(said["m"]) == 1 else 10) <= MONTHS)


def _is_checked(code: Code, found: re.Match[str]) -> bool:
    return code.check != "gs1" or _gs1_sum(found[0]) == 0


def _gs1_sum(digits: str) -> int:
    """Return what is left of the weighted sum of all digits by ten: nothing, where the last one is right."""
    return sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(reversed(digits))) % 10


def _agrees(code: Code, found: re.Match[str], year: int) -> bool:
    """Tell whether a code that says the year twice means this one both times."""
    return code.base is None or code.base + int(found["n"]) == year
