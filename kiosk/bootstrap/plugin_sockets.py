"""Which plugins systemd listens for: those the operator approved, found again whenever the lock changes.

Units cannot read a lock, so a small service of root's runs this before the desk starts
and each time ``plugins.lock`` is written. The desk learns its plugins at its start, so it
is started again when there are others; an open intake is on disk and goes on.
"""

import subprocess
from collections.abc import Callable, Sequence

import structlog

from kiosk.bootstrap.plugins import plugin_records
from kiosk.settings import Settings

PREFIX, SUFFIX = "kiosk-plugin@", ".socket"
DESK = "kiosk-desk.service"
log = structlog.get_logger()
Systemctl = Callable[[Sequence[str]], str]


def listen_for_plugins(settings: Settings, systemctl: Systemctl | None = None) -> None:
    """Start the socket of each usable plugin, end those of others, and have the desk look again if anything changed."""
    ask = systemctl or _systemctl
    wanted = {f"{PREFIX}{each.name}{SUFFIX}" for each in plugin_records(settings) if each.is_usable}
    there = set(_listening(ask))
    for unit in sorted(there - wanted):
        ask(["stop", unit, unit.removesuffix(SUFFIX) + ".service"])
    if fresh := sorted(wanted - there):
        ask(["start", *fresh])
    if there and wanted != there:
        ask(["--no-block", "try-restart", DESK])
    log.warning("plugins.listening", units=sorted(wanted), ended=sorted(there - wanted))


def _listening(ask: Systemctl) -> Sequence[str]:
    listed = ask(["list-units", "--no-legend", "--plain", "--state=active", f"{PREFIX}*{SUFFIX}"])
    return [line.split()[0] for line in listed.splitlines() if line.strip()]


def _systemctl(words: Sequence[str]) -> str:
    done = subprocess.run(["/usr/bin/systemctl", *words], check=True, capture_output=True, text=True)  # noqa: S603 - fixed program, our own units
    return done.stdout
