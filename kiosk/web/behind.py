"""What a page behind the counter finds: the backroom, and the cookies that tell one browser from another."""

from flask import abort, current_app, request
from werkzeug import Response

from kiosk.domain.staff import StaffId, StaffMember
from kiosk.services.backroom import Backroom
from kiosk.services.door import Visit

VISIT, TRAINEE = "visit", "trainee"
"""Names of cookies: a browser at the supervisor's door, a trainee's round."""


def backroom() -> Backroom:
    """Return the backroom of this kiosk; without one the page is not there."""
    found: Backroom | None = current_app.extensions.get("backroom")
    if found is None:
        abort(404)
    return found


def has_backroom() -> bool:
    """Tell whether people can sign in here and labels are printed."""
    return current_app.extensions.get("backroom") is not None


def who_works() -> StaffMember | None:
    """Return who is signed in."""
    return backroom().staff.person


def name_of(member: StaffId) -> str:
    """Return a person's name for this kiosk's own screens."""
    return backroom().staff.name_of(member)


def token(name: str) -> str:
    """Return what a cookie holds; it may be anything, and is looked up only."""
    return request.cookies.get(name, "")[:80]


def supervisor() -> Visit:
    """Return the visit of the supervisor who looks at this page; the blueprint has let nobody else come so far."""
    visit = backroom().door.inside(token(VISIT), request.full_path)
    if visit is None:
        abort(403)
    return visit


def with_cookie(response: Response, name: str, value: str) -> Response:
    """Return the response with a cookie no script reads and no other site sends; it ends with the browser."""
    response.set_cookie(name, value, httponly=True, samesite="Strict")
    return response
