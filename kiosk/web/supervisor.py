"""The supervisor's pages on items: today and this week, and what was set aside."""

from contextlib import suppress

from babel.dates import format_date
from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug import Response

from kiosk.domain.intake import Intake
from kiosk.domain.outcome import LADDER, Outcome
from kiosk.domain.staff import spoken_by
from kiosk.domain.text import in_language, plain
from kiosk.errors import IntakeError, IntakeUnknown, OutcomeStruck
from kiosk.services.call import Call
from kiosk.services.deciding import objections
from kiosk.web.behind import VISIT, backroom, supervisor, token
from kiosk.web.charts import columns, days_of, hours_of, midnight_s
from kiosk.web.here import desk
from kiosk.web.screens import because, local_time, orders, stops
from kiosk.web.texts import language, say

supervisors = Blueprint("supervisor", __name__, url_prefix="/supervisor")
ROWS = 6
"""Of the set-aside list: more wait behind them, longest first."""


@supervisors.before_request
def only_supervisors() -> Response | None:
    """Send everybody else to the door."""
    page = request.full_path if request.method == "GET" else ""
    return None if backroom().door.inside(token(VISIT), page) else redirect(url_for("who.door"), 303)


@supervisors.get("/")
def today() -> str:
    """Show what was recorded today, or this week."""
    view, figures = desk().view(), backroom().figures
    if view.call and (called := _called(view.call)):
        return called
    by_day = request.args.get("span") == "week"
    edges = days_of(view.at) if by_day else hours_of(view.at)
    tally = figures.tally(edges[0] if by_day else midnight_s(view.at))
    return _page(
        "admin_today.html",
        by_day=by_day,
        tally=tally,
        columns=columns(figures.bars(edges), by_day=by_day),
        title=format_date(local_time(view.at), "EEEE d MMMM", locale=language()),
    )


@supervisors.post("/came")
def came() -> Response:
    """Take a supervisor's word for being there."""
    if member := supervisor().member:
        with suppress(IntakeError):  # another one was first, or the call has lapsed
            desk().calling.came(member)
    return redirect(url_for("supervisor.today"), 303)


@supervisors.get("/aside")
def aside() -> str:
    """Show what waits for a decision."""
    waiting = backroom().figures.set_aside(ROWS)
    return _page("admin_aside.html", intakes=waiting, why=why_aside, who=_who)


@supervisors.get("/aside/<number>/<outcome>")
def sure(number: str, outcome: str) -> str:
    """Show who speaks against an outcome, before it is decided all the same."""
    intake, chosen = desk().intake(number), _outcome(outcome)
    against = [in_language(each.texts, language()) or say("silent_safety") for each in objections(intake, chosen)]
    return _page("admin_sure.html", intake=intake, chosen=chosen, against=[plain(each) for each in against])


@supervisors.post("/aside/<number>/<outcome>")
def decide(number: str, outcome: str) -> Response:
    """Send an item somewhere; a safety rule asks once more."""
    chosen, member = _outcome(outcome), supervisor().member
    if member is None:
        abort(403)
    try:
        done = backroom().deciding.decide(number, chosen, member, is_sure=request.form.get("sure") == "yes")
    except OutcomeStruck:
        return redirect(url_for("supervisor.sure", number=number, outcome=outcome), 303)
    except IntakeError:  # decided meanwhile, or never there: the list shows what is left
        return redirect(url_for("supervisor.aside"), 303)
    backroom().labels.print(done)
    return redirect(url_for("supervisor.aside"), 303)


def why_aside(intake: Intake) -> str:
    """Return why an item waits, in one sentence."""
    if intake.override and intake.override.outcome is None:
        return say("asked_aside")
    if intake.verdict is None:
        return ""
    stopped = next((each.stop for each in intake.verdict.stops if each.stop), None)
    if stopped:
        return plain(in_language(stopped.texts, language()))
    reason = because(intake.verdict)
    return plain(in_language(reason.texts, language())) if reason else say("silent_safety")


def _who(intake: Intake) -> str:
    return _named(intake.steps[-1].by)


def _named(by: str) -> str:
    return backroom().staff.name_of(spoken_by(by)) or say("staff")


def _called(call: Call) -> str:
    """Show first what a supervisor is called to; nothing where a damaged ledger has the item no more."""
    try:
        intake = desk().intake(call.intake)
    except IntakeUnknown:
        return ""
    found = stops(intake.verdict) if intake.verdict else ()
    return _page("admin_called.html", intake=intake, at=call.at, dangers=found, to_do=orders(found), who=_named(call.by))


def _outcome(name: str) -> Outcome:
    if name not in {each.value for each in LADDER}:
        abort(404)
    return Outcome(name)


def _page(template: str, **shown: object) -> str:
    return render_template(
        template, view=desk().view(), screen=template.removesuffix(".html"), waiting=backroom().figures.waiting(), **shown
    )
