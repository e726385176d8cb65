"""Workers as child processes: development, tests and ``kiosk triage``. On a Pi systemd does this.

One thread starts all of them and waits for their deaths without polling. It must be one
thread that stays: the kernel ends a child with the *thread* that started it.
"""

import os
import select
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import structlog

from kiosk.domain.plugin import PluginRecord
from kiosk.plugin_host.command import EVERYWHERE, Grounds, clear, fresh_environment, worker_command
from kiosk.plugin_host.quarantine import Conduct, Quarantine

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 10.0
PATIENCE_S = 1.0
"""How long a worker may take to end when asked."""
RULES = Quarantine(faults=5)
log = structlog.get_logger()


class _Child:
    """One plugin's worker, running or to be started."""

    def __init__(self, command: Sequence[str], name: str, socket: Path) -> None:
        self.name = name
        self.process: subprocess.Popen[bytes] | None = None
        self.pidfd = -1
        self.due_s = 0.0
        self.conduct = Conduct()
        self._command = [*command, "--with-parent"]
        self._socket = socket

    def start(self) -> None:
        """Start the process; OSError where the machine cannot."""
        # A group of its own, so that what a plugin starts ends with it and Ctrl-C reaches the kiosk first.
        environment = fresh_environment(self._socket)
        self.process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, process_group=0, env=environment)  # noqa: S603 -- our own worker
        self.pidfd = os.pidfd_open(self.process.pid)

    def bury(self, now_s: float, rules: Quarantine) -> int:
        """Take note of its death and set when it is started again; return its exit status."""
        # Its group first: until the worker itself is waited for, the number of the group cannot be anybody else's.
        self.signal(signal.SIGKILL)
        status = self.process.wait() if self.process else 0
        os.close(self.pidfd)
        clear(self._socket)
        self.process, self.pidfd = None, -1
        self.conduct = self.conduct.after_fault(now_s, rules)
        pause_s = min(FIRST_PAUSE_S * 2 ** (len(self.conduct.faults) - 1), LONGEST_PAUSE_S)
        self.due_s = self.conduct.trial_at_s or now_s + pause_s
        return status

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the worker and whatever it started."""
        if self.process:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


class SpawnedWorkers:
    """Keeps one worker running for each usable plugin until it is closed; a context manager.

    `failed_starts` counts how often the machine could not start a process.
    """

    def __init__(
        self, records: Sequence[PluginRecord], run_folder: Path, *, quarantine: Quarantine = RULES, grounds: Grounds = EVERYWHERE
    ) -> None:
        usable = [(each.manifest, each.seal) for each in records if each.is_usable and each.manifest]
        self._sockets = {each.name: run_folder / f"{each.name}.sock" for each, _ in usable}
        self._children = [
            _Child(worker_command(each, seal, self._sockets[each.name], grounds), each.name, self._sockets[each.name])
            for each, seal in usable
        ]
        self._rules = quarantine
        self._lock = threading.Lock()
        self._bell, self._rope = os.pipe()
        self._is_over = False
        self.failed_starts = 0
        self._keeper = threading.Thread(target=self._keep, name="plugin workers", daemon=True)

    @property
    def sockets(self) -> Mapping[str, Path]:
        """Where each worker listens, by plugin name."""
        return self._sockets

    @property
    def pids(self) -> Mapping[str, int]:
        """The process id of each worker that runs, by plugin name."""
        with self._lock:
            return {each.name: each.process.pid for each in self._children if each.process}

    def __enter__(self) -> Self:
        """Start the workers; the panel notices when they listen."""
        self._keeper.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the workers."""
        self.close()

    def restart(self, name: str) -> None:
        """Kill a worker that may be stuck; it comes back by itself."""
        with self._lock:
            for child in self._children:
                if child.name == name:
                    child.signal(signal.SIGKILL)

    def close(self) -> None:
        """End every worker and what it started: asked, then made to. Twice does no harm."""
        if self._is_over:
            return
        self._is_over = True
        os.write(self._rope, b"!")
        if self._keeper.ident:
            self._keeper.join()
        os.close(self._rope)
        os.close(self._bell)

    def _keep(self) -> None:
        """Start what is due, wait for a death or the bell, until it is over."""
        with selectors.DefaultSelector() as selector:
            selector.register(self._bell, selectors.EVENT_READ)
            try:
                while not self._is_over:
                    self._start_due(selector)
                    for key, _ in selector.select(self._pause_s()):
                        if key.data:
                            selector.unregister(key.fd)
                            self._bury(key.data)
            finally:
                self._end_all()

    def _start_due(self, selector: selectors.BaseSelector) -> None:
        for child in self._children:
            if child.process is None and child.due_s <= time.monotonic() and self._start(child):
                selector.register(child.pidfd, selectors.EVENT_READ, child)

    def _start(self, child: _Child) -> bool:
        try:
            with self._lock:
                child.start()
        except OSError as error:
            self.failed_starts += 1
            child.due_s = time.monotonic() + FIRST_PAUSE_S * 2 ** min(self.failed_starts, 6)
            log.warning("worker.not_started", plugin=child.name, reason=str(error))
            return False
        log.info("worker.started", plugin=child.name)
        return True

    def _pause_s(self) -> float | None:
        due = [each.due_s for each in self._children if each.process is None]
        return max(min(due) - time.monotonic(), 0.0) if due else None

    def _bury(self, child: _Child) -> None:
        with self._lock:
            status = child.bury(time.monotonic(), self._rules)
        log.warning("worker.died", plugin=child.name, status=status, rests=child.conduct.is_resting)

    def _end_all(self) -> None:
        running = [each for each in self._children if each.process]
        for child in running:
            child.signal(signal.SIGTERM)
        deadline_s = time.monotonic() + PATIENCE_S
        for child in running:
            select.select([child.pidfd], [], [], max(deadline_s - time.monotonic(), 0.0))
            with self._lock:
                child.bury(time.monotonic(), self._rules)
