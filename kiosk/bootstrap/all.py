"""All roles on one machine, as child processes: ``kiosk run all`` and the ground of ``kiosk demo``."""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.ending import told_to_end
from kiosk.bootstrap.log import log_as
from kiosk.bootstrap.places import places
from kiosk.bootstrap.plugins import plugin_records
from kiosk.bootstrap.supervisor import Supervisor
from kiosk.plugin_host.activated import Resets
from kiosk.settings import Settings


def run_all(settings: Settings, settings_file: Path | None) -> None:
    """Run every role, restart what dies, stop cleanly when told to."""
    from kiosk.adapters.identity import load_or_create_identity

    log_as("all")
    ended = told_to_end()
    where = places(settings)
    where.make()
    load_or_create_identity(where.state)
    supervisor = Supervisor(role_commands(settings, settings_file), SystemClock(), resets=reset_notes(settings))
    try:
        supervisor.run(ended)
    finally:
        supervisor.close()


def role_commands(settings: Settings, settings_file: Path | None) -> Mapping[str, Sequence[str]]:
    """Return the command of each role, plugins first: the desk finds them ready."""
    usable = [each.name for each in plugin_records(settings) if each.is_usable]
    plugins = {f"plugin-{name}": kiosk_command(settings_file, "run", "plugin", name, "--with-parent") for name in usable}
    roles = {role: kiosk_command(settings_file, "run", role, "--with-parent") for role in ("desk", "delivery", "capture")}
    return {**plugins, **roles}


def reset_notes(settings: Settings) -> Mapping[str, Path]:
    """Return where the desk leaves a note about each plugin's worker that is stuck."""
    notes = Resets(places(settings).plugin_sockets)
    return {f"plugin-{each.name}": notes.path(each.name) for each in plugin_records(settings) if each.is_usable}


def kiosk_command(settings_file: Path | None, *words: str) -> Sequence[str]:
    """Return the command line of this same kiosk with other words."""
    chosen = ["--settings", os.fspath(settings_file)] if settings_file else []
    return [sys.executable, "-m", "kiosk", *chosen, *words]
