"""Triage without a running kiosk: spawned plugins, a ledger in memory, the same straight line."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.desk import workflow_of
from kiosk.bootstrap.plugins import panel_on, plugin_grounds, plugin_records
from kiosk.domain.intake import Intake, Stage
from kiosk.domain.question import HAZARD, NO_HAZARD, UNSURE
from kiosk.domain.reading import Medium, Reading
from kiosk.domain.symbol import MAX_BYTES, Symbol, Symbology
from kiosk.errors import CodeUnusable
from kiosk.services.workflow import Workflow
from kiosk.settings import Settings


def triage(settings: Settings, readings: Sequence[Reading], answers: Mapping[str, str], category: str | None) -> Intake:
    """Return the intake of the readings after the answers that were asked for."""
    from kiosk.adapters.ledger.intakes import SqliteIntakes
    from kiosk.plugin_host.spawned import SpawnedWorkers

    records = plugin_records(settings)
    clock = SystemClock()
    grounds = plugin_grounds(settings)
    with tempfile.TemporaryDirectory(prefix="kiosk-triage-") as folder, SpawnedWorkers(records, Path(folder), grounds=grounds) as workers:
        panel = panel_on(records, workers.sockets, settings, workers.restart)
        intakes = SqliteIntakes(":memory:", source="/kiosks/none")
        try:
            workflow = workflow_of(settings, panel, intakes, clock)
            return _walk(workflow, intakes.new_id(), readings, answers, category)
        finally:
            panel.close()
            intakes.close()


def _walk(workflow: Workflow, number: str, readings: Sequence[Reading], answers: Mapping[str, str], category: str | None) -> Intake:
    intake = workflow.begin(number)
    for reading in readings:
        intake = workflow.join(intake, reading)
    if category:
        intake = workflow.name(intake, category)
    while intake.stage is Stage.ASKING and intake.question and intake.question.id in answers:
        intake = workflow.answer(intake, intake.question.id, answers[intake.question.id])
    danger = answers.get(HAZARD, NO_HAZARD)
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
