"""Serving the hub over HTTP, with a clean end. TLS is the business of the proxy before it."""

import threading
from typing import Any

import structlog
from flask import Flask
from waitress import create_server, wasyncore

THREADS = 8
LARGEST_BODY_BYTES = 8 * 1024 * 1024
"""Waitress drops what is larger; the app refuses less, in words."""
END_S = 5.0
log = structlog.get_logger()


class Serving:
    """A hub that answers."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        """Bind, and begin to answer; port 0 takes a free one."""
        self._app = app
        self._host = host
        self._closed = False
        self._sockets: dict[int, Any] = {}
        self._server = create_server(
            app,
            host=host,
            port=port,
            map=self._sockets,
            threads=THREADS,
            ident=None,
            max_request_body_size=LARGEST_BODY_BYTES,
            clear_untrusted_proxy_headers=True,
        )
        self._loop = threading.Thread(target=self._server.run, name="serve-hub", daemon=True)
        self._loop.start()

    @property
    def url(self) -> str:
        """The address kiosks reach it at."""
        return f"http://{self._host}:{self._server.effective_port}"

    def close(self) -> None:
        """Finish what is being answered, then let go of sockets and database; twice does no harm."""
        if self._closed:
            return
        self._closed = True
        self._server.task_dispatcher.shutdown(timeout=END_S)
        # The thread that waits on the sockets closes them: no other may get their numbers meanwhile.
        self._server.trigger.pull_trigger(lambda: wasyncore.close_all(self._sockets))
        self._loop.join(END_S)
        self._app.extensions["hub_database"].close()


def serve(app: Flask, host: str, port: int) -> Serving:
    """Serve the hub until it is closed."""
    serving = Serving(app, host, port)
    log.info("hub.serving", url=serving.url)
    return serving
