"""The picture in the idle screen's frame: what the camera sees, else how to hold a code.

Capture draws pictures only while somebody looks: handing one out says so, by touching the
file ``wanted`` beside it. A picture older than that is of an item long gone and not shown.
"""

import contextlib
from pathlib import Path

from flask import Blueprint, Response, current_app, redirect, send_file, url_for
from werkzeug import Response as AnyResponse

preview = Blueprint("preview", __name__)
PICTURE = "latest.jpg"
WANTED = "wanted"
FRESH_S = 5.0


def has_camera() -> bool:
    """Tell whether capture has a place to write pictures to."""
    return _folder() is not None


@preview.get("/preview")
def latest() -> Response | AnyResponse:
    """Send the picture of this moment."""
    folder = _folder()
    if folder is None or not _is_fresh(folder):
        return redirect(url_for("static", filename="aim.svg"))
    return send_file(folder / PICTURE, mimetype="image/jpeg", max_age=0, conditional=False)


def _folder() -> Path | None:
    folder: Path | None = current_app.extensions["preview"]
    return folder


def _is_fresh(folder: Path) -> bool:
    """Say that somebody looks, and tell whether capture has drawn since somebody last did."""
    with contextlib.suppress(OSError):
        (folder / WANTED).touch()
        return (folder / WANTED).stat().st_mtime - (folder / PICTURE).stat().st_mtime < FRESH_S
    return False
