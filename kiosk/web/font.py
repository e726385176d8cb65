"""The typeface Atkinson Hyperlegible, where the install step has put it; the styles' fallbacks else.

``setup-kiosk.sh`` fetches it from its npm package into the environment's share folder; it
is no part of the project.
"""

import sys
from pathlib import Path

from flask import Blueprint, Response, abort, current_app, send_from_directory

font = Blueprint("font", __name__)
FOLDER = Path(sys.prefix) / "share" / "kiosk" / "fonts"
WEIGHTS = (400, 700)
A_YEAR_S = 31_536_000
_FACE = (
    '@font-face {{ font-family: "Atkinson Hyperlegible"; font-weight: {weight}; font-display: block;'
    ' src: url("/font/{name}") format("woff2"); }}\n'
)


def has_font() -> bool:
    """Tell whether the typeface is installed."""
    folder: Path = current_app.extensions["font"]
    return all((folder / file_of(each)).is_file() for each in WEIGHTS)


def file_of(weight: int) -> str:
    """Return the name of a weight's file, as the npm package has it."""
    return f"atkinson-hyperlegible-latin-{weight}-normal.woff2"


@font.get("/font/font.css")
def styles() -> Response:
    """Name the typeface's files."""
    faces = "".join(_FACE.format(weight=each, name=file_of(each)) for each in WEIGHTS)
    return Response(faces, mimetype="text/css", headers={"Cache-Control": "max-age=3600"})


@font.get("/font/<name>")
def weight(name: str) -> Response:
    """Send one weight."""
    if name not in {file_of(each) for each in WEIGHTS}:
        abort(404)
    return send_from_directory(current_app.extensions["font"], name, mimetype="font/woff2", max_age=A_YEAR_S)
