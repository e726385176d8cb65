"""The hook. It is a method, because the table is read once."""

from collections.abc import Iterator, Sequence

from kiosk.plugin_api import Identification, Reading, Today, hookimpl
from rating_plate.dates import Made, made
from rating_plate.makers import Maker, read
from rating_plate.plate import brands, model, produced, serials, texts

RELEASED = 2026
"""The latest year a code may mean where the kiosk does not know the day."""
NAMED = 0.8
"""How sure a brand or model is that stands in a code: codes are not always on the thing they belong to."""
PRINTED = 0.95
"""How sure a production date is that stands in a GS1 code, with its century."""
FIRST = 1950
"""No appliance with a code on it is older."""


class RatingPlate:
    """What the plugin reads, by the table of makers."""

    def __init__(self) -> None:
        self._makers: tuple[Maker, ...] = read()

    @hookimpl
    def identify(self, readings: Sequence[Reading], today: Today) -> list[Identification]:
        """Say brand and model where a code names them, and the years its date code may mean."""
        this_year = today.year or RELEASED
        said = texts(readings)
        named = frozenset[str]().union(*(brands(each, self._makers) for each in said))
        printed = (Made((year,), PRINTED) for year in produced(readings) if FIRST <= year <= this_year)
        found = _common([*printed, *(each for text in said for each in self._dated(text, named, this_year))])
        return [*_plate(named, said), *([Identification(years=found.years, confidence=found.confidence)] if found else [])]

    def _dated(self, text: str, named: frozenset[str], this_year: int) -> Iterator[Made]:
        """Yield what each code says that is labelled, or whose maker is named."""
        for maker in self._makers:
            is_named = not named.isdisjoint(maker.brands)
            for code in maker.codes:
                tried = (text,) if code.label else serials(text, self._makers) if is_named else ()
                yield from (found for each in tried if (found := made(code, each, this_year)))


def _common(said: Sequence[Made]) -> Made | None:
    """Return the years all codes agree on; where they contradict each other, none is believed."""
    if not said:
        return None
    years = frozenset(said[0].years).intersection(*(each.years for each in said))
    return Made(tuple(sorted(years)), max(each.confidence for each in said)) if years else None


def _plate(named: frozenset[str], said: Sequence[str]) -> list[Identification]:
    """Return brand and model, each where exactly one is told and the brand is one of the table."""
    told = named - {""}
    models = {number for each in said if (number := model(each))}
    brand = next(iter(told)) if len(told) == 1 else None
    number = next(iter(models)) if brand and len(models) == 1 else None
    return [Identification(brand=brand, model=number, confidence=NAMED)] if brand else []
