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
from kiosk.domain.staff import BY_STAFF
from kiosk.domain.verdict import Trail, Verdict
from kiosk.ports import Reset

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
    if intake.code:
        data["item_code"] = intake.code
    if intake.override:
        data["override"] = {"outcome": intake.override.outcome, "reason": intake.override.reason, "by": intake.override.by}
    return Happening(EventType.INTAKE_RECORDED, intake.id, at, data)


def acknowledged(intake: Intake, at: Moment) -> Happening:
    """Return the event of a danger that a person has seen and understood."""
    stops = intake.verdict.stops if intake.verdict else ()
    dangers = [{"kind": veto.stop.kind, "reason": veto.reason.code, "by": veto.by} for veto in stops if veto.stop]
    return Happening(EventType.HAZARD_ACKNOWLEDGED, intake.id, at, {"dangers": dangers, "by": BY_STAFF})


def called(intake: Intake, at: Moment) -> Happening:
    """Return the event of a supervisor who is called to a danger."""
    kinds = [veto.stop.kind for veto in (intake.verdict.stops if intake.verdict else ()) if veto.stop]
    return Happening(EventType.SUPERVISOR_CALLED, intake.id, at, {"dangers": kinds, "by": BY_STAFF})


def came(intake: Intake, by: str, at: Moment) -> Happening:
    """Return the event of a supervisor who has come."""
    return Happening(EventType.SUPERVISOR_CAME, intake.id, at, {"by": by})


def cancelled(intake: Intake, at: Moment) -> Happening:
    """Return the event that takes a recorded intake back."""
    return Happening(EventType.INTAKE_CANCELLED, intake.id, at, {"reason": "did_not_occur", "by": BY_STAFF})


def corrected(intake: Intake, wrong_event: str, at: Moment) -> Happening:
    """Return the event of an older item that went another way than an event said."""
    reason = intake.override.reason if intake.override else ""
    data = {
        "corrects": wrong_event,
        "reason": reason,
        "by": BY_STAFF,
        "outcome": intake.outcome,
        "destination": intake.destination.id if intake.destination else None,
    }
    if intake.code:
        data["item_code"] = intake.code
    return Happening(EventType.INTAKE_CORRECTED, intake.id, at, data)


def placed(intake: Intake, container: str, by: str, at: Moment) -> Happening:
    """Return the event of an item that is in a container."""
    return Happening(EventType.ITEM_PLACED, intake.id, at, {"destination": container, "by": by})


def container_full(container: str, at: Moment) -> Happening:
    """Return the event of a container without room."""
    return Happening(EventType.CONTAINER_FULL, container, at, {"destination": container, "by": BY_STAFF})


def quarantined(plugin: str, version: str, fault: str, at: Moment) -> Happening:
    """Return the event of a plugin that is asked nothing for a while."""
    return Happening(EventType.PLUGIN_QUARANTINED, plugin, at, {"plugin": plugin, "version": version, "fault": fault})


def ledger_reset(reset: Reset, at: Moment) -> Happening:
    """Return the event that begins a new epoch: how the last one ended and what was saved of it."""
    data: dict[str, Any] = {"damage": reset.why, "salvaged": reset.events, "last_confirmed": reset.last}
    if reset.epoch:
        data["previous_epoch"] = reset.epoch
    return Happening(EventType.LEDGER_RESET, reset.folder, at, data)


def decided_aside(intake: Intake, at: Moment) -> Happening:
    """Return the event of a supervisor's decision on an item that was set aside."""
    decision = intake.decision
    data: dict[str, Any] = {
        "outcome": intake.outcome,
        "destination": intake.destination.id if intake.destination else None,
        "reason": "against_safety" if decision and decision.against else "checked",
        "by": decision.by if decision else "",
        "against": list(decision.against) if decision else [],
    }
    if intake.code:
        data["item_code"] = intake.code
    return Happening(EventType.SETASIDE_DECIDED, intake.id, at, data)


def kiosk_changed(kind: str, name: str, change: str, by: str, at: Moment) -> Happening:
    """Return the event of a person, tag or plugin that was added, changed or removed."""
    return Happening(EventType.KIOSK_CHANGED, name, at, {"kind": kind, "name": name, "change": change, "by": by})


def tag_linked(intake: Intake, uid: str, by: str, at: Moment) -> Happening:
    """Return the event of a tag that stands for an item from now on; `uid` in hex, never a badge's."""
    return Happening(EventType.TAG_LINKED, intake.id, at, {"tag": uid, "item_code": intake.code or None, "by": by})


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
