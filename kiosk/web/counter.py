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
from kiosk.web.alive import somebody_is_there
from kiosk.web.here import desk
from kiosk.web.screens import screen_of, seen
from kiosk.web.strip import said, sticker_to_lay_again
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
    last = next(iter(desk().latest(1)), None) if screen in {"idle", "same"} else None
    may_stay = screen == "elsewhere" and view.receipt is not None and desk().placing.other(view.receipt) is not None
    told = said(request.args.get("said", "")) or (sticker_to_lay_again(view) if screen == "receipt" else None)
    return render_template(f"{screen}.html", view=view, screen=screen, last=last, may_stay=may_stay, said=told)


@counter.before_request
def look_at_the_same_screen() -> Response | None:
    """Leave a tap on an old page undone."""
    if request.method == "GET" or request.endpoint in ALWAYS:
        return None
    if request.form.get("seen") in {None, seen(desk().view())}:
        return None
    log.info("tap.on_old_page", step=request.endpoint)
    return home_again()


@counter.errorhandler(IntakeError)
@counter.errorhandler(LedgerUnwritable)
def show_what_can_be_done(error: IntakeError | LedgerUnwritable) -> Response:
    """Answer a step that cannot be taken with the current screen."""
    log.warning("step.not_taken", step=request.endpoint, code=error.code, why=str(error))
    # A second tap needs no words, an undo that came too late does.
    needs_words = not isinstance(error, NotNow) or request.endpoint == "counter.undo"
    return redirect(url_for("counter.home", said=error.code), 303) if needs_words else home_again()


@counter.post("/intake/name")
def name() -> Response:
    """Take the kind of appliance staff chose."""
    desk().name(request.form["category"])
    return home_again()


@counter.post("/intake/answer")
def answer() -> Response:
    """Take the answer to the question on the screen."""
    desk().answer(request.form["question"], request.form["choice"])
    return home_again()


@counter.post("/intake/back")
def back() -> Response:
    """Take the last answer back, or give the intake up."""
    desk().back()
    return home_again()


@counter.post("/intake/scrap")
def scrap() -> Response:
    """Record recycling at the tap."""
    desk().scrap()
    return home_again()


@counter.post("/intake/danger")
def danger() -> Response:
    """Stop for a danger staff saw."""
    desk().danger(request.form["kind"][:40])
    return home_again()


@counter.post("/intake/confirm")
def confirm() -> Response:
    """Record the verdict on the screen."""
    desk().confirm()
    return home_again()


@counter.post("/intake/ring")
def ring() -> Response:
    """Record the verdict whose time has run out; only while somebody is there."""
    if not somebody_is_there(desk().view()):
        raise NotNow("confirm by itself", "nobody is signed in")
    desk().confirm_by_ring()
    return home_again()


@counter.post("/intake/same")
def same() -> Response:
    """Take the answer to *Zelfde toestel?*."""
    desk().same(is_same=request.form["same"] == "yes")
    return home_again()


@counter.post("/intake/left")
def left() -> Response:
    """Tidy up after somebody who walked away."""
    desk().left_alone()
    return home_again()


@counter.post("/intake/call")
def call() -> Response:
    """Call the supervisor; the danger stays where it is."""
    desk().calling.call()
    return home_again()


@counter.post("/intake/choose")
def choose() -> Response:
    """Record staff's own choice."""
    outcome = request.form.get("outcome", type=Outcome)
    if outcome is None:
        abort(400)
    desk().choose(outcome, request.form.get("reason", CHOSEN)[:40])
    return home_again()


@counter.post("/intake/set-aside")
def set_aside() -> Response:
    """Leave the item to a supervisor."""
    desk().set_aside()
    return home_again()


@counter.post("/intake/acknowledge")
def acknowledge() -> Response:
    """Record that a person has understood the danger."""
    desk().acknowledge()
    return home_again()


@counter.post("/intake/undo")
def undo() -> Response:
    """Take the last recorded intake back."""
    desk().undo()
    return home_again()


@counter.post("/intake/done")
def done() -> Response:
    """Leave the receipt."""
    desk().done()
    return home_again()


def home_again() -> Response:
    """Lead to the screen the counter calls for."""
    return redirect(url_for("counter.home"), 303)
