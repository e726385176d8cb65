"""The local API, version 1: the counter and the trail of an intake as JSON, to read only.

Its OpenAPI description, and that of the door for readings, is ``kiosk/web/openapi.yaml``.
"""

import msgspec
from flask import Blueprint, Response, current_app, jsonify

from kiosk.errors import IntakeUnknown
from kiosk.services.tags import Tags
from kiosk.web.here import desk
from kiosk.web.told import counter_told, tags_told

api = Blueprint("api", __name__, url_prefix="/api/v1")


@api.get("/counter")
def counter() -> Response:
    """Return what is on the counter."""
    return _json(counter_told(desk().view()))


@api.get("/intakes/<number>")
def intake(number: str) -> Response:
    """Return everything kept of an intake, its trail included; bytes are base64."""
    return _json(desk().intake(number))


@api.get("/tags")
def tags() -> Response:
    """Return who is signed in and which tags nobody knows, by their marks; no UID is ever here."""
    found: Tags | None = current_app.extensions.get("tags")
    return _json(tags_told(found))


@api.errorhandler(IntakeUnknown)
def unknown(error: IntakeUnknown) -> tuple[Response, int]:
    """Say that there is no such intake."""
    return jsonify({"code": error.code, "message": str(error)}), 404


def _json(told: object) -> Response:
    return Response(msgspec.json.encode(told), mimetype="application/json")
