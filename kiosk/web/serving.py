"""Serving: people over TCP on loopback, capture over a Unix socket, one clean end for both."""

import socket
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from waitress import create_server, wasyncore

from kiosk.errors import PortTaken
from kiosk.services.backroom import Backroom
from kiosk.services.desk import Desk
from kiosk.settings import Settings
from kiosk.web.app import create_app
from kiosk.web.live import MAX_STREAMS
from kiosk.web.readings import create_readings_app
from kiosk.web.typed import Typed

PAGE_THREADS = 6
"""Beside one thread for each stream."""
READING_THREADS = 4
SOCKET_MODE = "660"
LARGEST_BODY_BYTES = 1024 * 1024
"""Waitress drops what is larger; the apps refuse much less, in words."""
END_S = 3.0
log = structlog.get_logger()


class Served:
    """One app being served by its own threads."""

    def __init__(self, app: Flask, **listening: Any) -> None:
        """Bind, and begin to answer."""
        self._sockets: dict[int, Any] = {}
        try:
            self._server = create_server(
                app,
                map=self._sockets,
                ident=None,
                max_request_body_size=LARGEST_BODY_BYTES,
                clear_untrusted_proxy_headers=True,
                **listening,
            )
        except OSError:
            wasyncore.close_all(self._sockets)
            raise
        self._loop = threading.Thread(target=self._server.run, name=f"serve-{app.name}", daemon=True)
        self._loop.start()

    @property
    def port(self) -> int:
        """The TCP port it listens on."""
        return int(self._server.effective_port)

    @property
    def is_answering(self) -> bool:
        """Whether its loop runs."""
        return self._loop.is_alive()

    def close(self) -> None:
        """Finish what is being answered, then let go of every socket."""
        self._server.task_dispatcher.shutdown(timeout=END_S)
        pulled = threading.Event()

        def let_go() -> None:
            pulled.wait(END_S)  # the trigger is one of the sockets, and is still to be written to
            wasyncore.close_all(self._sockets)

        # Sockets are closed by the thread that waits on them: closing a number another thread
        # waits on may hit whatever is opened next under the same number.
        self._server.trigger.pull_trigger(let_go)
        pulled.set()
        self._loop.join(END_S)


@dataclass(frozen=True, slots=True)
class Doors:
    """Where to listen: at a path and the settings' address, or on sockets systemd opened."""

    path: Path
    people: socket.socket | None = None
    readings: socket.socket | None = None

    def for_people(self, settings: Settings) -> dict[str, Any]:
        """Return what waitress wants to know."""
        return {"sockets": [self.people]} if self.people else {"host": settings.web.host, "port": settings.web.port}

    def for_readings(self) -> dict[str, Any]:
        """Return what waitress wants to know."""
        return {"sockets": [self.readings]} if self.readings else {"unix_socket": str(self.path), "unix_socket_perms": SOCKET_MODE}


class Serving:
    """Both doors of the desk."""

    def __init__(self, desk: Desk, settings: Settings, doors: Doors, preview: Path | None, backroom: Backroom | None) -> None:
        """Open both."""
        self._made = None if doors.readings else doors.path
        self._closed = False
        app = create_app(desk, settings, preview, backroom)
        self._extensions = app.extensions
        self._streams = app.extensions["streams"]
        self._ring = desk.counter.board.show
        # With a look ahead of one, waitress notices that a screen has gone while its stream is quiet.
        threads = MAX_STREAMS + PAGE_THREADS
        try:
            self._people = Served(app, **doors.for_people(settings), threads=threads, channel_request_lookahead=1)
        except OSError as taken:
            raise PortTaken(settings.web.host, settings.web.port) from taken
        self._readings = Served(
            create_readings_app(desk, backroom.tags if backroom else None), **doors.for_readings(), threads=READING_THREADS
        )
        app.config["KIOSK_PORT"] = self.port

    def check(self) -> None:
        """Return when both doors have somebody behind them.

        :raises OSError: one of the loops has ended.
        """
        if not (self._people.is_answering and self._readings.is_answering):
            raise OSError("a door has nobody behind it")

    def take_typed(self, meaning: Typed) -> None:
        """Take what a scanner types into the page, too; for a scanner nobody else holds."""
        self._extensions["typed"] = meaning

    @property
    def port(self) -> int:
        """The TCP port people are served on."""
        return self._people.port

    def close(self) -> None:
        """End both; twice does no harm."""
        if self._closed:
            return
        self._closed = True
        self._streams.end()
        self._ring()
        self._people.close()
        self._readings.close()
        if self._made:
            self._made.unlink(missing_ok=True)


def serve(desk: Desk, settings: Settings, doors: Path | Doors, preview: Path | None = None, backroom: Backroom | None = None) -> Serving:
    """Serve people on the settings' address and capture at a path, or on sockets that are open already, until closed."""
    chosen = doors if isinstance(doors, Doors) else Doors(doors)
    serving = Serving(desk, settings, chosen, preview, backroom)
    log.info("desk.serving", host=settings.web.host, port=serving.port, socket=str(chosen.path))
    return serving
