"""Every event type is documented with its fields, and nothing else is."""

import re
from dataclasses import replace
from pathlib import Path

from intake_samples import NOON, recorded_intake

from kiosk.contract.events import EventType
from kiosk.domain.intake import Override
from kiosk.domain.outcome import Outcome
from kiosk.services.happenings import acknowledged, cancelled, recorded

PAGE = Path(__file__).parents[2] / "docs" / "events.md"


def documented() -> dict[str, list[str]]:
    """Return the fields by event type."""
    parts = re.split(r"^## `(.+)`$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {name: re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) for name, text in zip(parts[::2], parts[1::2], strict=True)}


def test_every_event_type_has_a_heading_and_nothing_else_has() -> None:
    assert list(documented()) == [each.value for each in EventType]


def test_the_fields_are_those_that_are_sent() -> None:
    """In an intake with everything in it that an intake can hold."""
    intake = replace(recorded_intake("e1-1"), override=Override(Outcome.REPAIR, "dirty", "staff"))

    told = [recorded(intake, NOON), cancelled(intake, NOON), acknowledged(intake, NOON)]

    assert {each.type.value: list(each.data) for each in told} == documented()
