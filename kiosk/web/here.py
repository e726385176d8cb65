"""What a request finds: the desk, and the page that was asked for."""

from flask import current_app, request

from kiosk.services.desk import Desk

MAX_PAGE = 400


def desk() -> Desk:
    """Return the desk this screen belongs to."""
    found: Desk = current_app.extensions["desk"]
    return found


def asked_page() -> int:
    """Return the number of the page a list was asked for, from 1 on."""
    return min(max(request.args.get("page", 1, type=int), 1), MAX_PAGE)
