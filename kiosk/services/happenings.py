"""What the hub is told of an intake: the data of its events, as JSON values.

Codes are kept as they were read, since the hub may understand what the kiosk does not;
texts in four languages stay at home, their reason codes travel.
"""

import hashlib
from typing import Any

from kiosk.contract.events import EventType, Happening
from kiosk.domain.intake import Intake
from kiosk.domain.moment import Moment
from kiosk.domain.reading import Reading
from kiosk.domain.verdict import Trail, Verdict

LONGEST_CONTENT = 1000
"""Characters of a code that travel; of a longer one its beginning, its size and its hash, since an event has 64 KB."""


def recorded(intake: Intake, at: Moment) -> Happening:
    """Return the event of a confirmed intake."""
    data: dict[str, Any] = {
        "outcome": intake.outcome,
        "item": _item(intake),
        "readings": [_reading(each) for each in intake.item.readings],
        "answers": dict(intake.answers),
        "verdict": _verdict(intake.verdict) if intake.verdict else None,
        "destination": intake.destination.id if intake.destination else None,
        "lease": intake.lease,
        "steps": [{"at": each.at.isoformat(), "what": each.what, "by": each.by, **each.detail} for each in intake.steps],
    }
    if intake.override:
        data["override"] = {"outcome": intake.override.outcome, "reason": intake.override.reason, "by": intake.override.by}
    return Happening(EventType.INTAKE_RECORDED, intake.id, at, data)


def acknowledged(intake: Intake, at: Moment) -> Happening:
    """Return the event of a danger that a person has seen and understood."""
    stops = intake.verdict.stops if intake.verdict else ()
    dangers = [{"kind": veto.stop.kind, "reason": veto.reason.code, "by": veto.by} for veto in stops if veto.stop]
    return Happening(EventType.HAZARD_ACKNOWLEDGED, intake.id, at, {"dangers": dangers})


def cancelled(intake: Intake, at: Moment) -> Happening:
    """Return the event that takes a recorded intake back."""
    return Happening(EventType.INTAKE_CANCELLED, intake.id, at, {"reason": "did_not_occur"})


def _item(intake: Intake) -> dict[str, Any]:
    item = intake.item
    return {"gtin": item.gtin, "category": item.category, "brand": item.brand, "model": item.model, "years": list(item.years)}


def _reading(reading: Reading) -> dict[str, Any]:
    content = reading.text if reading.text is not None else reading.data.hex()
    told: dict[str, Any] = {"text" if reading.text is not None else "hex": content[:LONGEST_CONTENT]}
    if len(content) > LONGEST_CONTENT:
        told |= {"bytes": len(reading.data), "sha256": hashlib.sha256(reading.data).hexdigest()}
    identifiers = [{"kind": each.kind, "value": each.value} for each in reading.identifiers]
    return {"medium": reading.medium, "carrier": reading.carrier, **told, "identifiers": identifiers}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "ruling": verdict.ruling,
        "outcome": verdict.outcome,
        "allowed": sorted(verdict.allowed),
        "handling": sorted(verdict.handling),
        "stream": verdict.stream,
        "trail": _trail(verdict.trail),
    }


def _trail(trail: Trail) -> dict[str, Any]:
    return {
        "vetoes": [
            {"by": each.by, "strikes": sorted(each.strikes), "reason": each.reason.code, "safety": each.safety} for each in trail.vetoes
        ],
        "opinions": [
            {"by": each.by, "outcome": each.outcome, "confidence": each.confidence, "reason": each.reason.code} for each in trail.opinions
        ],
        "silent": [{"by": each.by, "cause": each.cause, "critical": each.critical} for each in trail.abstentions],
    }
