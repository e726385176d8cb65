"""The counter's taps: each is one step of the desk, then the screen that is right now.

A tap on the screen says what it was made on. If that has changed meanwhile (a code was
read, someone tapped twice), nothing is done and the new screen is shown. Only danger is
always taken. A script that looked through the API itself need not say.
"""

import structlog
from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug import Response

from kiosk.domain.outcome import Outcome
from kiosk.errors import IntakeError, LedgerUnwritable, NotNow
from kiosk.web.here import desk
from kiosk.web.screens import screen_of, seen
from kiosk.web.strip import said
from kiosk.web.words import CHOSEN

counter = Blueprint("counter", __name__)
ALWAYS = frozenset({"counter.danger", "counter.done", "counter.undo"})
"""Steps that do not depend on what the screen showed."""
log = structlog.get_logger()


@counter.get("/")
def home() -> str:
    """Show what the counter calls for."""
    view = desk().view()
    screen = screen_of(view)
    last = next(iter(desk().latest(1)), None) if screen == "idle" else None
    return render_template(f"{screen}.html", view=view, screen=screen, last=last, said=said(request.args.get("said", "")))


@counter.before_request
def look_at_the_same_screen() -> Response | None:
    """Leave a tap on an old page undone."""
    if request.method == "GET" or request.endpoint in ALWAYS:
        return None
    if request.form.get("seen") in {None, seen(desk().view())}:
        return None
    log.info("tap.on_old_page", step=request.endpoint)
    return _home()


@counter.errorhandler(IntakeError)
@counter.errorhandler(LedgerUnwritable)
def show_what_can_be_done(error: IntakeError | LedgerUnwritable) -> Response:
    """Answer a step that cannot be taken with the current screen."""
    log.warning("step.not_taken", step=request.endpoint, code=error.code, why=str(error))
    # A second tap needs no words, an undo that came too late does.
    needs_words = not isinstance(error, NotNow) or request.endpoint == "counter.undo"
    return redirect(url_for("counter.home", said=error.code), 303) if needs_words else _home()


@counter.post("/intake/name")
def name() -> Response:
    """Take the kind of appliance staff chose."""
    desk().name(request.form["category"])
    return _home()


@counter.post("/intake/answer")
def answer() -> Response:
    """Take the answer to the question on the screen."""
    desk().answer(request.form["question"], request.form["choice"])
    return _home()


@counter.post("/intake/back")
def back() -> Response:
    """Take the last answer back, or give the intake up."""
    desk().back()
    return _home()


@counter.post("/intake/scrap")
def scrap() -> Response:
    """Record recycling at the tap."""
    desk().scrap()
    return _home()


@counter.post("/intake/danger")
def danger() -> Response:
    """Stop for a danger staff saw."""
    desk().danger(request.form["kind"][:40])
    return _home()


@counter.post("/intake/confirm")
def confirm() -> Response:
    """Record the verdict on the screen."""
    desk().confirm()
    return _home()


@counter.post("/intake/choose")
def choose() -> Response:
    """Record staff's own choice."""
    outcome = request.form.get("outcome", type=Outcome)
    if outcome is None:
        abort(400)
    desk().choose(outcome, request.form.get("reason", CHOSEN)[:40])
    return _home()


@counter.post("/intake/set-aside")
def set_aside() -> Response:
    """Leave the item to a supervisor."""
    desk().set_aside()
    return _home()


@counter.post("/intake/acknowledge")
def acknowledge() -> Response:
    """Record that a person has understood the danger."""
    desk().acknowledge()
    return _home()


@counter.post("/intake/undo")
def undo() -> Response:
    """Take the last recorded intake back."""
    desk().undo()
    return _home()


@counter.post("/intake/done")
def done() -> Response:
    """Leave the receipt."""
    desk().done()
    return _home()


def _home() -> Response:
    return redirect(url_for("counter.home"), 303)
