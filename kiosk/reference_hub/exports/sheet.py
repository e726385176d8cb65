"""The reuse sheet (hergebruikfiche) of an item, as the Ministerial Decree of 23 June 2017, art. 3, lists it.

Centre, id, name, category, type number, year of production where it is known, and each step
with its result; it is written anew after every step, since the steps are asked for each time.
In Dutch, the language of the decree.
"""

from collections.abc import Iterator, Mapping
from typing import TextIO

from kiosk.contract.items import ItemSeen, Result, Step, StepTaken
from kiosk.reference_hub.exports.kinds import UNKNOWN, Kind

STEPS: Mapping[Step, str] = {
    Step.CHECKED: "Visuele controle",
    Step.SAFETY_TESTED: "Test elektrische veiligheid",
    Step.REPAIRED: "Herstelling",
    Step.CLEANED: "Reiniging",
    Step.WIPED: "Gegevens gewist",
    Step.SOLD: "Verkocht",
    Step.GIVEN: "Weggegeven",
    Step.STRIPPED: "Onderdelen hergebruikt",
    Step.RECYCLED: "Gerecycleerd",
}
RESULTS: Mapping[Result, str] = {Result.DONE: "in orde", Result.FAILED: "niet in orde", Result.LATER: "nog te doen"}
OUTCOMES: Mapping[str, str] = {"reuse": "hergebruik", "repair": "herstel", "recycle": "recyclage", "": "opzij gezet"}


def write_sheet(item: ItemSeen, kinds: Mapping[str, Kind], centre: str, out: TextIO) -> None:
    """Write the reuse sheet of an item as plain text, one field a line."""
    out.writelines(f"{name}: {value}\n" for name, value in _fields(item, kinds.get(item.category, UNKNOWN), centre))
    out.write("Stappen:\n")
    out.writelines(f"  {line}\n" for line in _steps(item))


def _fields(item: ItemSeen, kind: Kind, centre: str) -> Iterator[tuple[str, str]]:
    yield "Centrum", centre
    yield "Identificatienummer", item.item_code
    yield "Benaming", " ".join(each for each in (item.category, item.brand) if each) or "onbekend"
    yield "Categorie AEEA", kind.eu if kind.eu != UNKNOWN.eu else "onbekend"
    yield "Typenummer", item.model or "onbekend"
    yield "Productiejaar", str(item.year) if item.year else "onbekend"


def _steps(item: ItemSeen) -> Iterator[str]:
    handling = f"; {' '.join(item.handling)}" if item.handling else ""
    yield f"{item.at[:10]} Visuele voorselectie op het inzamelpunt: {OUTCOMES.get(item.outcome, item.outcome)}{handling}"
    yield from (_step(each) for each in item.steps)


def _step(taken: StepTaken) -> str:
    note = f" ({taken.note})" if taken.note else ""
    return f"{taken.at[:10]} {STEPS[taken.step]}: {RESULTS[taken.result]}{note}, {taken.by}"
