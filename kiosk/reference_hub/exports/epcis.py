"""The chain of events as EPCIS 2.0 in JSON-LD, in CBV 2.0's words where it has some.

CBV has no word for the three outcomes, so they travel in an extension of our own. What was corrected or taken
back is declared an error, as EPCIS has it, with the event that puts it right. Sources: GS1, EPCIS 2.0 and CBV 2.0, and the
JSON Schema that GS1 publishes beside them.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO
from urllib.parse import quote

from msgspec import UNSET

from kiosk.contract import happened
from kiosk.contract.cloudevent import Sealed
from kiosk.reference_hub.folding import at_of

CONTEXT = ("https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"rzh": "https://repairzkthub.be/epcis/"})
DISPOSITION: Mapping[str | None, str] = {"repair": "unavailable", "reuse": "returned", "recycle": "disposed", None: "non_sellable_other"}
Told = tuple[Sealed, happened.Happened]


def write_epcis(events: Iterable[Told], created: str, out: TextIO) -> int:
    """Write events as one EPCISDocument and return how many there are.

    :param created: RFC 3339.
    """
    listed = [each for event in _in_epcis(events) for each in event]
    document = {"@context": list(CONTEXT), "type": "EPCISDocument", "schemaVersion": "2.0", "creationDate": created}
    json.dump({**document, "epcisBody": {"eventList": listed}}, out, ensure_ascii=False, indent=1)
    out.write("\n")
    return len(listed)


def _in_epcis(events: Iterable[Told]) -> Iterator[list[dict[str, Any]]]:
    collected: dict[str, dict[str, Any]] = {}
    stands: dict[str, dict[str, Any]] = {}
    for event, told in events:
        item = _item(event)
        wrong = stands.get(item)
        match told:
            case happened.IntakeRecorded():
                collected[item] = _object(event, "collecting", "in_progress", suffix="#collected")
                stands[item] = _judged(event, told.outcome, told.destination)
                yield [collected[item], stands[item]]
            case happened.IntakeCorrected():
                outcome = _outcome_of(wrong) if told.outcome is UNSET else told.outcome
                stands[item] = _judged(event, outcome, told.destination if isinstance(told.destination, str) else None)
                yield [*_error(event, wrong, "incorrect_data", [_id(event)]), stands[item]]
            case happened.SetasideDecided():
                stands[item] = _judged(event, told.outcome, told.destination)
                yield [stands[item]]
            case happened.IntakeCancelled():
                yield [each for said in (collected.get(item), wrong) for each in _error(event, said, "did_not_occur", [])]
            case _:
                yield _alone(event, told)


def _alone(event: Sealed, told: happened.Happened) -> list[dict[str, Any]]:
    """Return an event that stands for itself; nothing for one EPCIS has no use for."""
    found: list[dict[str, Any]] = []
    match told:
        case happened.HazardAcknowledged():
            recalled = any(each.kind == "recall" for each in told.dangers)
            found = [_object(event, "holding", "recalled" if recalled else "non_sellable_other")]
        case happened.ItemHandedOver():
            found = [_object(event, "shipping", "in_transit") | {"rzh:to": told.to}]
        case happened.ItemPlaced():
            found = [_grouped(event, "AggregationEvent", _container(event, told.destination), "loading")]
        case happened.TagLinked():
            found = [
                _grouped(
                    event,
                    "AssociationEvent",
                    _item(event),
                    "commissioning",
                    child=f"urn:repairzkthub:tag:{quote(told.tag.lower(), safe='')}",
                )
            ]
        case _:
            pass
    return found


def _event(event: Sealed, kind: str, suffix: str = "") -> dict[str, Any]:
    return {
        "type": kind,
        "eventID": _id(event) + suffix,
        "eventTime": at_of(round(event.time.timestamp() * 1000)),
        "eventTimeZoneOffset": "+00:00",
        "readPoint": {"id": f"urn:repairzkthub:kiosk:{_kiosk(event)}"},
        "rzh:clockSynced": event.clocksynced,
    }


def _object(event: Sealed, step: str, disposition: str, suffix: str = "") -> dict[str, Any]:
    what = {"action": "OBSERVE", "epcList": [_item(event)], "bizStep": step, "disposition": disposition}
    return _event(event, "ObjectEvent", suffix) | what


def _judged(event: Sealed, outcome: str | None, destination: str | None) -> dict[str, Any]:
    where = {"bizLocation": {"id": _container(event, destination)}} if destination else {}
    return _object(event, "inspecting", DISPOSITION[outcome]) | where | {"rzh:outcome": outcome or "set_aside"}


def _grouped(event: Sealed, kind: str, parent: str, step: str, child: str = "") -> dict[str, Any]:
    what = {"action": "ADD", "parentID": parent, "childEPCs": [child or _item(event)], "bizStep": step}
    return _event(event, kind) | what | ({"disposition": "active"} if child else {})


def _error(event: Sealed, wrong: dict[str, Any] | None, reason: str, instead: list[str]) -> list[dict[str, Any]]:
    """Return the event that was wrong, declared so; nothing where it never came."""
    declared = {"declarationTime": at_of(round(event.time.timestamp() * 1000)), "reason": reason, "correctiveEventIDs": instead}
    return [{**wrong, "errorDeclaration": declared}] if wrong else []


def _outcome_of(judged: dict[str, Any] | None) -> str | None:
    said = judged["rzh:outcome"] if judged else None
    return said if said in DISPOSITION else None


def _kiosk(event: Sealed) -> str:
    return event.source.rpartition("/")[2]


def _id(event: Sealed) -> str:
    return f"urn:repairzkthub:event:{_kiosk(event)}:{event.epoch}.{event.sequence}"


def _item(event: Sealed) -> str:
    return f"urn:repairzkthub:item:{_kiosk(event)}:{quote(event.subject, safe='')}"


def _container(event: Sealed, destination: str | None) -> str:
    return f"urn:repairzkthub:container:{_kiosk(event)}:{quote(destination or '', safe='')}"
