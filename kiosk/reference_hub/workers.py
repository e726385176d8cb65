"""Serving the hub from several processes that share one address; the database is where they meet."""

from typing import Any

from gunicorn.app.base import BaseApplication

THREADS = 4
"""A worker waits for the database most of the time; four batches at once keep it busy."""
END_S = 10


class _Workers(BaseApplication):
    """Gunicorn, told by us instead of by its command line."""

    def __init__(self, database: str, told: dict[str, Any]) -> None:
        self._database = database
        self._told = told
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._told.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the app of one worker: each opens the database itself, after it was forked."""
        from kiosk.reference_hub.app import create_hub

        return create_hub(self._database, self._told["workers"])


def serve_from_many(database: str, host: str, port: int, workers: int) -> None:
    """Serve the hub from as many processes until told to end; one that dies is started again.

    TLS and slow clients are the business of the proxy before it.
    """
    told = {
        "bind": f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "graceful_timeout": END_S,
        "control_socket_disable": True,
        "proc_name": "kiosk-hub",
        "errorlog": "-",
    }
    _Workers(database, told).run()
