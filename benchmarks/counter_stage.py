"""The stage of benchmarks/counter.py: the whole product without devices, busy cores, a ledger with years in it."""

import http.server
import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.adapters.counter_http import CounterClient
from kiosk.bootstrap.places import places
from kiosk.settings import load

MANY = 100_000
START_S = 60.0


@contextmanager
def product(state: Path) -> Iterator[tuple[str, Path]]:
    """Run the desk and every bundled plugin; give its address and the socket for readings."""
    port, file = _free_port(), state / "settings.toml"
    run = Path(tempfile.mkdtemp(prefix="kiosk-"))
    text = f'[folders]\nstate = "{state}"\nrun = "{run}"\n[hosting]\napproval = "automatic"\n[web]\nport = {port}\nnight_from = 0\nnight_until = 0\n'
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "kiosk", "--settings", str(file), "run", "all"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        wait(lambda: CounterClient(f"http://127.0.0.1:{port}").look() is not None)
        yield f"http://127.0.0.1:{port}", places(load(file)).desk_socket
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)
        shutil.rmtree(run, ignore_errors=True)


@contextmanager
def busy_cores() -> Iterator[None]:
    """Keep every core busy."""
    workers = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(os.cpu_count() or 1)]
    for each in workers:
        each.start()
    yield
    for each in workers:
        each.terminate()
        each.join()


def fill(ledger: Path) -> None:
    """Put as many recorded items into a ledger as a busy park has in years, all of them today."""
    with sqlite3.connect(ledger) as connection:
        names = [row[1] for row in connection.execute("PRAGMA table_info(intakes)") if row[1] != "n"]
        columns = ", ".join(names)
        connection.execute(
            f"WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < {MANY})"  # noqa: S608 - our own words
            f" INSERT INTO intakes ({columns}) SELECT {columns.replace('updated', 'updated - i * 0.1')} FROM many, (SELECT * FROM intakes WHERE stage = 'recorded' LIMIT 1)"
        )
    connection.close()


def wait(is_so: Callable[[], bool]) -> None:
    """Return as soon as it is so."""
    until_s = time.monotonic() + START_S
    while not is_so():
        if time.monotonic() > until_s:
            raise TimeoutError("the kiosk did not get there")
        time.sleep(0.01)


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A file server without a log."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


def _free_port() -> int:
    server = http.server.HTTPServer(("127.0.0.1", 0), Quiet)
    server.server_close()
    return server.server_port


def _spin() -> None:
    while True:
        pass
