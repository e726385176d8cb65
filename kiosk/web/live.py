"""Live screens: Server-Sent Events that ring when the counter changes.

The event says only that there is something new (its revision); the screen fetches the
page it is on. So there is one way to draw a screen, with or without a script.
"""

import json
import threading
from collections.abc import Callable, Iterator

from flask import Blueprint, Response, current_app, request

from kiosk.services.board import News, Press
from kiosk.services.desk import Desk
from kiosk.web.cards import ahead

live = Blueprint("live", __name__)
MAX_STREAMS = 8
"""More screens than a counter has; one more is asked to come back."""
HEARTBEAT_S = 15.0
LOOK_S = 0.5
"""How often a stream looks whether its screen is still there."""
RETRY_MS = 1000


class Streams:
    """All open streams: how many there may be, and when they must end."""

    def __init__(self, heartbeat_s: float = HEARTBEAT_S) -> None:
        """Take how long a quiet stream may say nothing."""
        self.heartbeat_s = heartbeat_s
        self.ended = threading.Event()
        self._places = threading.BoundedSemaphore(MAX_STREAMS)

    def enter(self) -> bool:
        """Take a place, if there is one left."""
        return self._places.acquire(blocking=False)

    def leave(self) -> None:
        """Give the place back."""
        self._places.release()

    def end(self) -> None:
        """Let every stream end at its next look."""
        self.ended.set()

    def follow(self, desk: Desk, is_gone: Callable[[], bool]) -> Iterator[str]:
        """Yield the revision now and at every change, and a comment in between, until the screen is gone.

        How many codes were read is told at once as well: one may have been read between the page and its stream.
        """
        told, quiet_s = News(-1, 0), 0.0
        yield f"retry: {RETRY_MS}\n\n"
        while not (self.ended.is_set() or is_gone()):
            news = desk.wait_for_news(told, LOOK_S)
            quiet_s = 0.0 if news != told else quiet_s + LOOK_S
            if told.revision >= 0:
                yield from (
                    f"event: card\ndata: {_pressed(each)}\n\n" for each in desk.presses_since(told.presses)[: news.presses - told.presses]
                )
            if news.ticks != told.ticks:
                yield f"event: read\ndata: {news.ticks}\n\n"
            if news.revision != told.revision:
                yield f"event: counter\ndata: {news.revision}\n\n"
            elif quiet_s >= self.heartbeat_s:
                quiet_s = 0.0
                yield ": still here\n\n"
            told = news


def _pressed(press: Press) -> str:
    """Return a card as the page takes it: the button, what stands for it on a page further on, or why not."""
    return json.dumps({"name": press.name, "said": press.said, **ahead(press.name)})


@live.get("/live")
def follow() -> Response:
    """Stream the revisions of the counter."""
    streams: Streams = current_app.extensions["streams"]
    if not streams.enter():
        return Response("Too many screens follow this counter; close one.\n", 503, {"Retry-After": "1"}, mimetype="text/plain")
    # Waitress tells when the screen has gone; another server finds out at its next write.
    is_gone: Callable[[], bool] = request.environ.get("waitress.client_disconnected", lambda: False)
    response = Response(streams.follow(current_app.extensions["desk"], is_gone), mimetype="text/event-stream")
    response.headers["Cache-Control"] = "no-store"
    response.call_on_close(streams.leave)
    return response
