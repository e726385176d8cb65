"""What a scanner that plays keyboard types into the page, where the site has one.

Readings come through capture's socket; this door stays shut unless ``web.keyboard_scanner``
opens it for a scanner that no other program holds.
"""

import uuid
from collections.abc import Callable
from typing import TypeAlias

from flask import Blueprint, abort, current_app, request
from werkzeug import Response

from kiosk.domain.reading import Reading
from kiosk.domain.scan import Scan
from kiosk.services.desk import Desk
from kiosk.services.tags import Tags
from kiosk.web.counter import home_again
from kiosk.web.here import desk

Typed: TypeAlias = Callable[[str], Scan | None]
"""Turns a line into what it means."""
MAX_CHARACTERS = 2000
typed = Blueprint("typed", __name__)


def types_scans() -> bool:
    """Tell whether what a scanner types into the page is taken."""
    return current_app.extensions.get("typed") is not None


@typed.post("/scan")
def scan() -> Response:
    """Take a line that was typed as fast as only a scanner types."""
    meaning: Typed | None = current_app.extensions.get("typed")
    if meaning is None:
        abort(404)
    found = meaning(request.form.get("code", "")[:MAX_CHARACTERS])
    if found:
        counter: Tags | Desk = current_app.extensions.get("tags") or desk()
        counter.present(Reading(f"screen-{uuid.uuid4()}", found.medium, found.carrier, found.data, found.text, found.aim))
    return home_again()
