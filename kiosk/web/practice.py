"""Practice: guess first, then see what the rules say and why. Nothing is recorded, nothing is sent."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, send_file, url_for
from werkzeug import Response

from kiosk.services.practice import Round
from kiosk.web.behind import TRAINEE, backroom, token, with_cookie
from kiosk.web.here import desk
from kiosk.web.screens import because, orders, stops
from kiosk.web.trail import ROWS_A_PAGE, rows_of

practice = Blueprint("practice", __name__, url_prefix="/practice")


@practice.get("/")
def show() -> Response:
    """Show the item to guess, or what the rules said of the last guess."""
    now = backroom().practice.round(token(TRAINEE))
    screen = "practice_told" if now.is_told else "practice_done" if now.is_over else "practice"
    page = render_template(f"{screen}.html", view=desk().view(), screen=screen, round=now, **_told(now))
    return with_cookie(make_response(page), TRAINEE, now.token)


@practice.get("/picture/<name>")
def picture(name: str) -> Response:
    """Send the photograph of an item of this round: no other file has an address."""
    cases = backroom().practice.round(token(TRAINEE)).cases
    file = next((each.picture for each in cases if each.picture and each.id == name), None)
    if file is None or not file.is_file():
        abort(404)
    return send_file(file, max_age=0)


@practice.post("/guess")
def guess() -> Response:
    """Take the trainee's guess and let the rules speak."""
    backroom().practice.guess(token(TRAINEE), request.form.get("guess", ""))
    return _back()


@practice.post("/next")
def go_on() -> Response:
    """Show the next item."""
    backroom().practice.go_on(token(TRAINEE))
    return _back()


@practice.get("/why")
def why() -> str | Response:
    """Show who said what of the last item, as at the counter."""
    now = backroom().practice.round(token(TRAINEE))
    verdict = now.answered[-1].intake.verdict if now.is_told else None
    if verdict is None:
        return _back()
    return render_template(
        "practice_why.html", view=desk().view(), screen="practice_why", rows=rows_of(verdict)[:ROWS_A_PAGE], verdict=verdict
    )


@practice.post("/leave")
def leave() -> Response:
    """Stop practising."""
    backroom().practice.leave(token(TRAINEE))
    response = redirect(url_for("who.ask"), 303)
    response.delete_cookie(TRAINEE, httponly=True, samesite="Strict")
    return response


def _told(now: Round) -> dict[str, object]:
    if not now.is_told:
        return {}
    last = now.answered[-1]
    verdict = last.intake.verdict
    found = stops(verdict) if verdict else ()
    return {"last": last, "reason": because(verdict) if verdict else None, "found": found, "to_do": orders(found)}


def _back() -> Response:
    return redirect(url_for("practice.show"), 303)
