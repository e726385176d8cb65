"""Who may speak to the screen: this machine's own pages, and nobody else's.

A page of a stranger, open in another window, can send requests to loopback. It can
neither forge ``Sec-Fetch-Site`` nor make its own name resolve to us unseen: the name it
used is in ``Host`` (DNS rebinding).
"""

import structlog
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import BadRequest, Forbidden

from kiosk.web.headers import HEADERS, own_names

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
log = structlog.get_logger()


def guard(app: Flask, port: int) -> None:
    """Let only same-origin requests to loopback on `port` in, and send the headers that keep pages ours."""
    app.config["KIOSK_PORT"] = port
    app.before_request(_refuse_strangers)
    app.after_request(_add_headers)


def _refuse_strangers() -> None:
    if request.host not in own_names(current_app.config["KIOSK_PORT"]):
        log.warning("request.refused", why="host", host=request.host[:80])
        raise BadRequest("This kiosk answers to localhost only; open it on the kiosk itself.")
    if request.method not in SAFE and not _is_same_origin():
        log.warning("request.refused", why="origin", path=request.path[:80])
        raise Forbidden("Only the kiosk's own pages may do this.")


def _is_same_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"http://{request.host}"


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
