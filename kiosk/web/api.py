"""The local API, version 1: the counter and the trail of an intake as JSON, to read only."""

from typing import Any

import msgspec
from flask import Blueprint, Response, current_app, jsonify

from kiosk.domain.intake import Intake
from kiosk.errors import IntakeUnknown
from kiosk.services.counter import CounterView
from kiosk.services.tags import Tags
from kiosk.web.here import desk

api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.get("/counter")
def counter() -> Response:
    """Return what is on the counter."""
    view = desk().view()
    return jsonify(
        {
            "revision": view.revision,
            "emptied": view.emptied,
            "doubt": view.doubt.kind if view.doubt else None,
            "waiting": view.waiting,
            "unsaved": view.unsaved,
            "faults": dict(view.faults),
            "tally": {str(outcome): count for outcome, count in view.tally.items()},
            **_open(view),
            "receipt": {"id": view.receipt.id, "outcome": view.receipt.outcome} if view.receipt else None,
        }
    )


@api.get("/intakes/<number>")
def intake(number: str) -> Response:
    """Return everything kept of an intake, its trail included; bytes are base64."""
    return Response(msgspec.json.encode(desk().intake(number)), mimetype="application/json")


@api.get("/tags")
def tags() -> Response:
    """Return who is signed in and which tags nobody knows, by their marks; no UID is ever here."""
    found: Tags | None = current_app.extensions.get("tags")
    unknown = found.unknown() if found else ()
    return jsonify(
        {
            "person": found.person if found else "",
            "waiting": found.is_waiting if found else False,
            "unknown": [{"mark": each.mark, "last_seen": each.last_seen.isoformat(), "times": each.times} for each in unknown],
        }
    )


@api.errorhandler(IntakeUnknown)
def unknown(error: IntakeUnknown) -> tuple[Response, int]:
    """Say that there is no such intake."""
    return jsonify({"code": error.code, "message": str(error)}), 404


def _open(view: CounterView) -> dict[str, Any]:
    found = view.intake
    verdict = found.verdict if found else None
    return {
        "intake": found.id if found else None,
        "stage": found.stage if found else None,
        "category": found.item.category if found else None,
        "question": _question(found) if found else None,
        "ruling": verdict.ruling if verdict else None,
        "outcome": found.outcome if found else None,
        "allowed": sorted(verdict.allowed) if verdict else [],
        "destination": found.destination.id if found and found.destination else None,
    }


def _question(found: Intake) -> dict[str, Any] | None:
    if found.question is None:
        return None
    texts = {each.id: dict(each.texts) for each in found.question.choices}
    choices = [{"id": each, "texts": texts.get(each, {})} for each in found.question.answers]
    return {"id": found.question.id, "kind": found.question.kind, "texts": dict(found.question.texts), "choices": choices}
