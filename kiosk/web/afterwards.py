"""Taps after a verdict was recorded: into the container, on from a full one, corrected later."""

from flask import Blueprint, abort, request
from werkzeug import Response

from kiosk.domain.outcome import Outcome
from kiosk.errors import IntakeError, LedgerUnwritable
from kiosk.web.counter import home_again, look_at_the_same_screen, show_what_can_be_done
from kiosk.web.here import desk

afterwards = Blueprint("afterwards", __name__)
afterwards.before_request(look_at_the_same_screen)
afterwards.register_error_handler(IntakeError, show_what_can_be_done)
afterwards.register_error_handler(LedgerUnwritable, show_what_can_be_done)


@afterwards.post("/receipt/placed")
def placed() -> Response:
    """Take staff's word that the item is in its container."""
    desk().placing.placed()
    return home_again()


@afterwards.post("/receipt/keep")
def keep() -> Response:
    """Leave the item in the container that was scanned."""
    desk().placing.keep_there()
    return home_again()


@afterwards.post("/receipt/full")
def full() -> Response:
    """Take note that the container is full."""
    desk().placing.full()
    return home_again()


@afterwards.post("/receipt/correct")
def correct() -> Response:
    """Record that an older item went another way."""
    outcome = request.form.get("outcome", type=Outcome)
    if outcome is None:
        abort(400)
    desk().correct(request.form.get("intake", "")[:40], outcome)
    return home_again()
