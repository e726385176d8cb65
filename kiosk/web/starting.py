"""Screen 17: what a screen that is there before the desk sees, from the desk's first moment on.

It is served by the standard library alone, on the socket the desk will listen on: Flask and its
texts take a second or more on a Pi. Nothing can be done on the page; it asks again every second.
"""

import http.server
import socket
import socketserver
import threading
from http import HTTPStatus
from pathlib import Path

from kiosk.domain.text import LANGUAGES
from kiosk.web.headers import HEADERS, own_names

STATIC = Path(__file__).parent / "static"
FILES = {"/static/kiosk.css": "text/css", "/static/counter.css": "text/css", "/static/pictograms.svg": "image/svg+xml"}
WORDS = {"nl": "Even geduld", "fr": "Un instant", "en": "Please wait", "de": "Bitte warten"}
STEPS = {"nl": "Stap {} van 3", "fr": "Étape {} sur 3", "en": "Step {} of 3", "de": "Schritt {} von 3"}
SIGNS = ("reuse", "repair", "recycle")
LOOK_S = 0.02
PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{word}</title><link rel="stylesheet" href="/static/kiosk.css"><link rel="stylesheet" href="/static/counter.css"></head>
<body class="boot" data-theme="day" data-screen="start"><main>
<div class="trio" role="img" aria-label="{step}">{signs}</div>
<h1 class="title">{word}</h1></main></body></html>
"""
SIGN = (
    '<svg class="sg c-{name}{later}" viewBox="0 0 100 100" aria-hidden="true" focusable="false">'
    '<use href="/static/pictograms.svg#sign-{name}"/></svg>'
)


def start_page(stage: int, language: str) -> str:
    """Return the page with so many of its three signs filled."""
    signs = "".join(SIGN.format(name=name, later="" if number < stage else " later") for number, name in enumerate(SIGNS))
    return PAGE.format(language=language, word=WORDS[language], step=STEPS[language].format(stage), signs=signs)


class Starting:
    """Shows the page on a listening socket until the desk itself answers there."""

    def __init__(self, listening: socket.socket, language: str) -> None:
        """Begin to answer."""
        self.stage = 1
        """How many signs are filled: the desk runs, its ledger is sound, its plugins are there."""
        self._server = _Server(listening, self, language)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(LOOK_S,), name="starting", daemon=True)
        self._thread.start()

    def hand_over(self) -> None:
        """Answer no more; the socket stays open, so nobody who knocks meanwhile is turned away. Twice does no harm."""
        self._server.shutdown()
        self._thread.join()


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    address_family = socket.AF_UNIX
    """Of the socket that is made and thrown away: the desk's unit lets it make no other kind."""
    daemon_threads = True
    block_on_close = False

    def __init__(self, listening: socket.socket, starting: Starting, language: str) -> None:
        super().__init__(("", 0), _Answer, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.starting = starting
        self.language = language
        self.names = own_names(int(listening.getsockname()[1]))

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a screen that leaves in the middle is no fault."""


class _Answer(http.server.BaseHTTPRequestHandler):
    server: _Server
    timeout = 2.0

    def do_GET(self) -> None:
        """Answer with the page, or a file it needs."""
        kind = FILES.get(self.path.partition("?")[0])
        if self.headers.get("Host", "") not in self.server.names:
            self._say(HTTPStatus.BAD_REQUEST, "text/plain", b"This kiosk answers to localhost only.\n")
        elif kind:
            self._say(HTTPStatus.OK, kind, (STATIC / Path(self.path.partition("?")[0]).name).read_bytes())
        else:
            page = start_page(self.server.starting.stage, self._language())
            self._say(HTTPStatus.SERVICE_UNAVAILABLE, "text/html; charset=utf-8", page.encode(), {"Refresh": "1", "Retry-After": "1"})

    def _language(self) -> str:
        cookies = (each.strip().partition("=") for each in self.headers.get("Cookie", "").split(";"))
        return next((value for name, _, value in cookies if name == "language" and value in LANGUAGES), self.server.language)

    def _say(self, status: HTTPStatus, kind: str, body: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response_only(status)
        headers = HEADERS | {"Content-Type": kind, "Content-Length": str(len(body)), "Cache-Control": "no-store"} | (more or {})
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name upstream
        """Log nothing: who looks at a starting kiosk tells nothing."""
