"""The pages one tap away from the counter; none of them changes anything but the language.

Each fits certain states only. When the counter has moved on, it leads back to the
counter, so that a live screen never stays on an old page.
"""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug import Response

from kiosk.domain.intake import Stage
from kiosk.domain.outcome import Outcome
from kiosk.domain.question import QuestionKind
from kiosk.domain.text import LANGUAGES
from kiosk.domain.verdict import Ruling, Verdict
from kiosk.errors import IntakeUnknown
from kiosk.services.counter import CounterView
from kiosk.services.taking_back import can_correct
from kiosk.web.here import asked_page, desk
from kiosk.web.recent import page_of
from kiosk.web.texts import COOKIE
from kiosk.web.trail import ROWS_A_PAGE, rows_of
from kiosk.web.words import REASONS

pages = Blueprint("pages", __name__)


@pages.get("/no-code")
def no_code() -> str | Response:
    """Show the kinds of appliance."""
    view = desk().view()
    if view.intake and view.intake.stage is not Stage.NAMING:
        return _home()
    return render_template("categories.html", view=view, screen="categories")


@pages.get("/danger")
def danger() -> str | Response:
    """Show the dangers staff can report."""
    view = desk().view()
    if _ruling(view) is Ruling.STOP:
        return _home()
    return render_template("danger.html", view=view, screen="danger")


@pages.get("/dangers")
def dangers() -> str | Response:
    """Show the dangers the question on the screen is about."""
    view = desk().view()
    if not (view.intake and view.intake.question and view.intake.question.kind is QuestionKind.HAZARD):
        return _home()
    return render_template("dangers.html", view=view, screen="dangers")


@pages.get("/other")
def other() -> str | Response:
    """Show the other ways the item can go."""
    view = desk().view()
    if _ruling(view) not in {Ruling.DECIDED, Ruling.SET_ASIDE, Ruling.NEEDS_STAFF}:
        return _home()
    return render_template("choose.html", view=view, screen="choose")


@pages.get("/other/<outcome>")
def reason(outcome: str) -> str | Response:
    """Show the reasons for going another way."""
    view = desk().view()
    if outcome not in set(Outcome):
        abort(404)
    if _ruling(view) not in {Ruling.DECIDED, Ruling.SET_ASIDE}:
        return _home()
    chosen = Outcome(outcome)
    return render_template("reason.html", view=view, screen="reason", chosen=chosen, reasons=REASONS[chosen])


@pages.get("/why")
def why() -> str | Response:
    """Show who said what about the item."""
    view = desk().view()
    verdict = _verdict(view)
    if verdict is None:
        return _home()
    rows, number = rows_of(verdict), asked_page()
    shown = rows[(number - 1) * ROWS_A_PAGE : number * ROWS_A_PAGE]
    more = number + 1 if len(rows) > number * ROWS_A_PAGE else 0
    return render_template("why.html", view=view, screen="why", rows=shown, more=more, number=number, verdict=verdict)


@pages.get("/recent")
def recent() -> str | Response:
    """Show the latest intakes."""
    view = desk().view()
    if view.intake:
        return _home()
    return render_template("recent.html", view=view, screen="recent", page=page_of(desk(), asked_page(), view.at))


@pages.get("/recent/<number>")
def improve(number: str) -> str | Response:
    """Show the other ways an older item may have gone."""
    view = desk().view()
    intake = desk().intake(number[:40])
    if view.intake or not can_correct(intake):
        return _home()
    return render_template("improve.html", view=view, screen="improve", intake=intake)


@pages.errorhandler(IntakeUnknown)
def unknown(_: IntakeUnknown) -> Response:
    """Lead back from an item nobody knows."""
    return _home()


@pages.get("/language")
def languages() -> str | Response:
    """Show the languages."""
    view = desk().view()
    return _home() if view.intake else render_template("language.html", view=view, screen="language")


@pages.post("/language")
def speak() -> Response:
    """Keep the language for this screen."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    response = _home()
    response.set_cookie(COOKIE, chosen, httponly=True, samesite="Strict")
    return response


def _verdict(view: CounterView) -> Verdict | None:
    return view.intake.verdict if view.intake and view.intake.stage is Stage.JUDGED else None


def _ruling(view: CounterView) -> Ruling | None:
    verdict = _verdict(view)
    return verdict.ruling if verdict else None


def _home() -> Response:
    return redirect(url_for("counter.home"), 303)
