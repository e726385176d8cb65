"""Triage without a running kiosk: spawned plugins, a ledger in memory, the same straight line."""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.desk import workflow_of
from kiosk.bootstrap.plugins import AT_A_DESK_S, panel_on, plugin_grounds, plugin_records
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.question import HAZARD, NO_HAZARD, UNSURE
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.symbol import MAX_BYTES, Symbol, Symbology
from kiosk.errors import CodeUnusable
from kiosk.services.workflow import Workflow
from kiosk.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What staff have in hand, and what they would tap."""

    readings: Sequence[Reading] = ()
    category: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    """Given where they are asked for; a danger is reported where it is not."""
    scrap: bool = False
    """Whether they tap *Kapot* at once."""


def triage(settings: Settings, handed: Handed) -> Intake:
    """Return the intake of one item after the answers that were asked for."""
    with triage_table(settings) as taken_in:
        return taken_in(handed)


@contextmanager
def triage_table(settings: Settings) -> Iterator[Callable[[Handed], Intake]]:
    """Yield what takes in one item after the other, each as if it were the first."""
    from kiosk.adapters.ledger.intakes import SqliteIntakes
    from kiosk.plugin_host.spawned import SpawnedWorkers

    records = plugin_records(settings)
    clock = SystemClock()
    grounds = plugin_grounds(settings)
    with tempfile.TemporaryDirectory(prefix="kiosk-triage-") as folder, SpawnedWorkers(records, Path(folder), grounds=grounds) as workers:
        panel = panel_on(records, workers.sockets, settings, workers.restart, patience_s=AT_A_DESK_S)
        intakes = SqliteIntakes(":memory:", source="/kiosks/none")
        try:
            workflow = workflow_of(settings, panel, intakes, clock)
            yield lambda handed: _walk(workflow, intakes.new_id(), handed)
        finally:
            panel.close()
            intakes.close()


def _walk(workflow: Workflow, number: str, handed: Handed) -> Intake:
    intake = workflow.begin(number)
    for reading in handed.readings:
        intake = workflow.join(intake, reading)
    if handed.category:
        intake = workflow.name(intake, handed.category)
    if handed.scrap:
        return workflow.scrap(intake)
    while intake.stage is Stage.ASKING and intake.question and intake.question.id in handed.answers:
        intake = workflow.answer(intake, intake.question.id, handed.answers[intake.question.id])
    danger = handed.answers.get(HAZARD, NO_HAZARD)
    if HAZARD not in intake.answers and danger not in {NO_HAZARD, UNSURE}:
        return workflow.report_danger(intake, danger)
    return intake


def typed_reading(typed: str, number: int = 1) -> Reading:
    """Return the reading of a code that was typed as ``symbology:text``.

    :raises CodeUnusable: the symbology is not served or the text is longer than any code.
    """
    name, colon, text = typed.partition(":")
    if not colon or name not in set(Symbology):
        raise CodeUnusable(typed[:40], f"the kiosk reads {', '.join(Symbology)}")
    data = text.encode("utf-8", "surrogateescape")
    if len(data) > MAX_BYTES:
        raise CodeUnusable(typed[:40], f"it has {len(data)} bytes, a code holds at most {MAX_BYTES}")
    return Reading(id=f"typed-{number}", medium=Medium.SCANNER, carrier=name, data=data, text=text)


def seen_reading(symbol: Symbol, number: int) -> Reading:
    """Return the reading of a code found in a picture."""
    return Reading(f"seen-{number}", Medium.CAMERA, symbol.symbology, symbol.data, symbol.text, symbol.aim)
