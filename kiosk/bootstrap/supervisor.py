"""Starts the roles as child processes and keeps them up: development's systemd.

On a Pi systemd does this, with sandboxes; here one parent is enough. A child that dies
comes back at once the first time, then after a growing pause; it never gives up.
"""

import os
import signal
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from kiosk.plugin_host.command import clear
from kiosk.ports import Clock

FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 10.0
CALM_S = 20.0
"""A child that stayed up this long begins again with the shortest pause."""
PATIENCE_S = 5.0
"""How long a child may take to end by itself."""
log = structlog.get_logger()


@dataclass(slots=True)
class Child:
    """One role and its process."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_s: float = 0.0
    due_s: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    reset: Path | None = None
    """A note that means: kill it. A child that has one gets a process group of its own, and what it started ends with it."""


class Supervisor:
    """Keeps children running until it is closed."""

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        clock: Clock,
        resets: Mapping[str, Path] | None = None,
    ) -> None:
        self._clock = clock
        notes = resets or {}
        self._children = [Child(name, command, reset=notes.get(name)) for name, command in commands.items()]

    @property
    def pids(self) -> dict[str, int]:
        """The process id of each child that runs."""
        return {each.name: each.process.pid for each in self._children if each.process and each.process.poll() is None}

    def run(self, ended: threading.Event, *, look_every_s: float = 0.05) -> None:
        """Start what is down and due, again and again, until told to end."""
        while not ended.is_set():
            self.tend()
            ended.wait(look_every_s)

    def tend(self) -> None:
        """Start every child that is down and whose pause is over."""
        now_s = self._clock.now().boot_s
        for child in self._children:
            _heed(child)
            if child.process is not None and (status := child.process.poll()) is not None:
                _mourn(child, status, now_s)
            if child.process is None and now_s >= child.due_s:
                _start(child, now_s)

    def close(self) -> None:
        """End the children, last started first: asked, then made to."""
        running = [each.process for each in reversed(self._children) if each.process and each.process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGTERM)
        deadline_s = self._clock.now().boot_s + PATIENCE_S
        for process in running:
            try:
                process.wait(max(0.0, deadline_s - self._clock.now().boot_s))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for child in self._children:
            _end_group(child)


def _start(child: Child, now_s: float) -> None:
    group = 0 if child.reset else None
    child.process = subprocess.Popen(child.command, stdin=subprocess.DEVNULL, process_group=group)  # noqa: S603 -- our own roles
    child.started_s = now_s
    log.info("role.started", child=child.name, pid=child.process.pid)


def _heed(child: Child) -> None:
    """Kill a child about which somebody left a note."""
    if child.reset and child.process and child.reset.exists():
        child.reset.unlink()
        child.process.kill()
        log.warning("role.reset", child=child.name)


def _end_group(child: Child) -> None:
    """End what a plugin's worker left behind, in its process group and out of it."""
    if child.reset and child.process:
        with suppress(ProcessLookupError):
            os.killpg(child.process.pid, signal.SIGKILL)
        clear(child.reset.with_suffix(".sock"))


def _mourn(child: Child, status: int, now_s: float) -> None:
    """Note how a child died and when it is due again."""
    lived_s = now_s - child.started_s
    child.pause_s = FIRST_PAUSE_S if lived_s > CALM_S else min(child.pause_s * 2, LONGEST_PAUSE_S)
    child.due_s = now_s + child.pause_s
    log.warning("role.died", child=child.name, status=status, again_in_s=round(child.pause_s, 1))
    _end_group(child)
    child.process = None
