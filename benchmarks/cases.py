"""The written cases of tests/plugins/cases.toml, taken in through all seven plugins; their taps counted.

The regression test and the page about taps both walk them here, so they cannot count in two ways.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.adapters.simulated.datasets import write_samples
from kiosk.bootstrap.triage import Handed, triage_table, typed_reading
from kiosk.domain.intake import Intake
from kiosk.domain.question import HAZARD, NO_HAZARD, UNSURE
from kiosk.settings import CATEGORIES, Folders, Settings

FILE = Path(__file__).parents[1] / "tests" / "plugins" / "cases.toml"
TILES_A_PAGE = 12
TRIES = 10
WITH_CODE, WITHOUT_CODE, OBVIOUS = 2, 4, 1
"""The most taps, by what lies on the counter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One written case."""

    name: str
    source: str
    taps: int
    symbols: tuple[str, ...] = ()
    category: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    scrap: bool = False
    ruling: str = "decided"
    outcome: str | None = None
    container: str | None = None
    handling: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()

    @property
    def handed(self) -> Handed:
        """What staff have in hand."""
        readings = tuple(typed_reading(each, number) for number, each in enumerate(self.symbols, 1))
        return Handed(readings=readings, category=self.category, answers=self.answers, scrap=self.scrap)

    @property
    def most(self) -> int:
        """The most taps such a case may write: a code the kiosk does not know is named by its tile and counts as none."""
        if self.scrap:
            return OBVIOUS
        return WITH_CODE if self.symbols and not self.category else WITHOUT_CODE

    def taps_of(self, intake: Intake) -> int:
        """Return the taps from the item's arrival to its verdict; confirming is the ring's, acknowledging comes after."""
        if self.scrap:
            return 1
        return self._naming() + sum(_answering(each.detail.get("question", ""), each.detail.get("choice", "")) for each in _taps(intake))

    def _naming(self) -> int:
        """Count *Geen code*, the next page and the tile."""
        if self.category is None:
            return 0
        return int(not self.symbols) + CATEGORIES.index(self.category) // TILES_A_PAGE + 1


def _taps(intake: Intake) -> Iterator[Any]:
    yield from (each for each in intake.steps if each.what in {"question.answered", "danger.reported"})


def _answering(question: str, choice: str) -> int:
    """Count an answer; a danger is *Ja* and its kind, or the red button and its kind."""
    is_danger = question in {"", HAZARD} and choice not in {NO_HAZARD, UNSURE}
    return 2 if is_danger else 1


def cases() -> tuple[Case, ...]:
    """Return the written cases."""
    rows: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
    return tuple(_case(each) for each in rows)


def _case(row: dict[str, Any]) -> Case:
    sets = {name: frozenset(row.get(name, ())) for name in ("handling", "reasons")}
    return Case(**{**row, **sets, "symbols": tuple(row.get("symbols", ()))})


@contextmanager
def taken_in(state: Path) -> Iterator[Mapping[str, Intake]]:
    """Yield the intake of every case by its name, from workers of all plugins with the demo's datasets."""
    write_samples(state / "datasets")
    with triage_table(Settings(folders=Folders(state=state, run=state))) as take_in:
        yield {each.name: _heard_out(take_in, each.handed) for each in cases()}


def _heard_out(take_in: Callable[[Handed], Intake], handed: Handed) -> Intake:
    """Take the item in until no plugin was late: a machine busy with other work says nothing of the rules."""
    for _ in range(TRIES):
        intake = take_in(handed)
        if not intake.silent:
            break
    return intake
