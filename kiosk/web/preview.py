"""The picture in the idle screen's frame: what the camera sees, else how to hold a code."""

from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, send_file, url_for
from werkzeug import Response as AnyResponse

preview = Blueprint("preview", __name__)
PICTURE = "latest.jpg"
"""The file capture replaces in its preview folder, in one move."""


def picture() -> Path | None:
    """Return the camera's latest picture, if capture has written one."""
    folder: Path | None = current_app.extensions["preview"]
    path = folder / PICTURE if folder else None
    return path if path and path.is_file() else None


@preview.get("/preview")
def latest() -> Response | AnyResponse:
    """Send the latest picture."""
    path = picture()
    if path is None:
        return redirect(url_for("static", filename="aim.svg"))
    return send_file(path, mimetype="image/jpeg", max_age=0, conditional=False)
