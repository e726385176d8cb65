"""The label of an item that is kept: what it looks like, and printing it again with the same code."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug import Response

from kiosk.domain.intake import Intake
from kiosk.domain.label import Label
from kiosk.errors import IntakeUnknown
from kiosk.services.reuse_sheet import reuse_sheet
from kiosk.web.behind import backroom
from kiosk.web.here import desk
from kiosk.web.qr import dots_of
from kiosk.web.texts import language, say
from kiosk.web.words import detail_name

labels = Blueprint("labels", __name__)
WEEE = {1: "weee_1", 2: "weee_2", 3: "weee_3", 4: "weee_4", 5: "weee_5", 6: "weee_6"}
"""The text of each category of the directive."""


@labels.get("/label/<code>")
def show(code: str) -> str:
    """Show the label as it was printed, or that there is no paper."""
    intake, label = _labelled(code)
    fault = backroom().labels.fault
    has_tag = any(each.what == "tag.linked" for each in intake.steps)
    screen = "label_out" if fault else "label"
    return render_template(
        f"{screen}.html", view=desk().view(), screen=screen, label=label, dots=dots_of(label.code, error="m"), has_tag=has_tag
    )


@labels.get("/label/<code>/sheet")
def sheet(code: str) -> str:
    """Show the item's reuse sheet, to read and to print."""
    intake, label = _labelled(code)
    found = reuse_sheet(intake, label, language(), detail_name)
    weee = say(WEEE[found.weee]) if found.weee else ""
    return render_template("sheet.html", view=desk().view(), screen="sheet", sheet=found, weee=weee)


@labels.post("/label/<code>/again")
def again(code: str) -> Response:
    """Print the label again: the same code."""
    intake, label = _labelled(code)
    backroom().labels.print(intake)
    return redirect(url_for("labels.show", code=label.code), 303)


def _labelled(code: str) -> tuple[Intake, Label]:
    try:
        intake = desk().intake(code)
    except IntakeUnknown:
        abort(404)
    label = backroom().labels.label_of(intake)
    if label is None:
        abort(404)
    return intake, label
