"""What a scanner that plays keyboard types into the page, where the site has one.

Readings come through capture's socket. A scanner that no program holds types into the page
that happens to be open, so the page hands it in like a tap: from our own origin, with the
token the page was drawn with, and never as something the camera saw or a tag with a UID
(docs/adr/0020-typed-scans.md). ``web.keyboard_scanner`` opens this door.
"""

import hmac
import secrets
import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeAlias

from flask import Blueprint, abort, current_app, request
from werkzeug import Response

from kiosk.domain.command import card_in
from kiosk.domain.reading import Reading
from kiosk.domain.scan import Scan
from kiosk.services.desk import Desk
from kiosk.services.tags import Tags
from kiosk.web.counter import home_again
from kiosk.web.here import desk

Typed: TypeAlias = Callable[[str], Scan | None]
"""Turns a line into what it means."""
MAX_CHARACTERS = 2000
TOKEN_BYTES = 18
typed = Blueprint("typed", __name__)


def types_scans() -> bool:
    """Tell whether what a scanner types into the page is taken."""
    return current_app.extensions.get("typed") is not None


def fresh_token() -> str:
    """Return what only pages of this run of the desk know."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def scan_token() -> str:
    """Return the token pages hand typed scans in with."""
    token: str = current_app.extensions["scan_token"]
    return token


@typed.post("/scan")
def scan() -> Response:
    """Take a line that was typed as fast as only a scanner types."""
    meaning: Typed | None = current_app.extensions.get("typed")
    if meaning is None:
        abort(404)
    if not hmac.compare_digest(request.form.get("token", "").encode(), scan_token().encode()):
        return Response(status=HTTPStatus.RESET_CONTENT)  # a page of the run before: it fetches its new token
    found = meaning(request.form.get("code", "")[:MAX_CHARACTERS])
    if found:
        counter: Tags | Desk = current_app.extensions.get("tags") or desk()
        counter.present(Reading(f"screen-{uuid.uuid4()}", found.medium, found.carrier, found.data, found.text, found.aim))
    # A card presses a button of the page it was shown to; every other code is for the counter's own page.
    return Response(status=HTTPStatus.NO_CONTENT) if found and card_in(found.text) else home_again()
