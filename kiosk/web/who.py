"""Who works here: people tap their sign, or lay their badge down; and the door to the supervisor's pages."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug import Response

from kiosk.web.behind import VISIT, backroom, token, with_cookie
from kiosk.web.here import asked_page, desk

who = Blueprint("who", __name__)
SIGNS_A_PAGE = 6
KEYS = frozenset("0123456789") | {"erase"}


@who.get("/who")
def ask() -> str:
    """Show everybody's sign."""
    everybody = backroom().staff.members()
    a_page = SIGNS_A_PAGE if len(everybody) <= SIGNS_A_PAGE else SIGNS_A_PAGE - 1
    pages = max(1, -(-len(everybody) // a_page))
    number = min(asked_page(), pages)
    shown = everybody[(number - 1) * a_page : number * a_page]
    after = number % pages + 1 if pages > 1 else 0
    return render_template("who.html", view=desk().view(), screen="who", people=shown, after=after, person=backroom().staff.person)


@who.post("/who")
def sign_in() -> Response:
    """Let the person whose sign was tapped be named from now on; a person who is, signs out."""
    staff = backroom().staff
    found = next((each for each in staff.members() if each.id == request.form.get("member", "")), None)
    if found is None:
        abort(400)
    if staff.person and staff.person.id == found.id:
        staff.sign_out()
    else:
        staff.sign_in(found)
    return redirect(url_for("counter.home"), 303)


@who.get("/supervisor/door")
def door() -> Response:
    """Show the door: a badge is asked for first, then its PIN."""
    at = backroom().door
    if at.inside(token(VISIT), request.full_path):
        return redirect(url_for("supervisor.today"), 303)
    visit = at.visit(token(VISIT))
    page = render_template("pin.html", view=desk().view(), screen="pin", badge=at.badge, laid=at.laid, visit=visit, wait_s=at.wait_s)
    return with_cookie(make_response(page), VISIT, visit.token)


@who.post("/supervisor/press")
def press() -> Response:
    """Take one key of the pad."""
    key = request.form.get("key", "")
    if key not in KEYS:
        abort(400)
    visit = backroom().door.visit(token(VISIT))
    backroom().door.press(visit, key)
    return with_cookie(redirect(url_for("who.door"), 303), VISIT, visit.token)


@who.post("/supervisor/open")
def open_() -> Response:
    """Try the PIN that was pressed."""
    at = backroom().door
    inside = at.open(at.visit(token(VISIT)))
    if inside is None:
        return redirect(url_for("who.door"), 303)
    return with_cookie(redirect(url_for("supervisor.today"), 303), VISIT, inside.token)


@who.post("/supervisor/leave")
def leave() -> Response:
    """Close the door behind the supervisor."""
    backroom().door.leave(token(VISIT))
    response = redirect(url_for("counter.home"), 303)
    response.delete_cookie(VISIT, httponly=True, samesite="Strict")
    return response
