"""Every event type is documented with its fields, and what the kiosk tells is what is documented."""

import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from intake_samples import NOON, recorded_intake

from kiosk.contract.events import EventType, Happening
from kiosk.contract.happened import KINDS, fault_of
from kiosk.domain.intake import Decision, Override
from kiosk.domain.outcome import Outcome
from kiosk.ports import Reset
from kiosk.services.happenings import (
    acknowledged,
    cancelled,
    container_full,
    corrected,
    decided_aside,
    ledger_reset,
    placed,
    quarantined,
    recorded,
    tag_linked,
)

PAGE = Path(__file__).parents[2] / "docs" / "events.md"


def _told() -> list[Happening]:
    """Return what is told of an intake with everything in it that an intake can hold."""
    intake = replace(recorded_intake("e1-1"), override=Override(Outcome.REPAIR, "dirty", "staff"), code="LV2-004172-K")
    decided = replace(intake, decision=Decision(Outcome.REPAIR, "staff:s1", ("battery",)))
    return [
        decided_aside(decided, NOON),
        tag_linked(intake, "04A1B201020304", "staff:s1", NOON),
        recorded(intake, NOON),
        cancelled(intake, NOON),
        corrected(intake, "e1.7", NOON),
        placed(intake, "2", "tag", NOON),
        container_full("2", NOON),
        acknowledged(intake, NOON),
        ledger_reset(Reset("corrupt-1", "its file is empty", "e0", 7, 2, 3), NOON),
        quarantined("repair_odds", "1.0.0", "late", NOON),
    ]


def test_every_event_type_has_its_data_type_and_its_heading() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert {each.type for each in KINDS} == set(EventType)
    assert all(f"## `{each.value}`" in page for each in EventType)


@pytest.mark.parametrize("happening", _told(), ids=lambda each: each.type.value)
def test_what_is_told_is_what_the_contract_says(happening: Happening) -> None:
    """No field the hub was not told of, none of another kind."""
    (kind,) = (each for each in KINDS if each.type is happening.type)

    assert fault_of(happening.type.value, json.dumps(dict(happening.data)).encode()) == ""
    assert set(happening.data) <= {each.encode_name for each in msgspec.structs.fields(kind)}
