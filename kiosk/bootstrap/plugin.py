"""Composition root of one plugin: replaces this process by its worker."""

import os
import sys

from kiosk.bootstrap.places import places
from kiosk.bootstrap.plugins import plugin_records
from kiosk.errors import PluginBroken, PluginMissing
from kiosk.settings import Settings


def run_plugin(settings: Settings, name: str, *, with_parent: bool = False) -> None:
    """Become the worker of the plugin; nothing of the kiosk's own memory goes along."""
    records = {each.name: each for each in plugin_records(settings)}
    if name not in records:
        raise PluginMissing(name, sorted(records))
    record = records[name]
    if record.manifest is None or not record.is_usable:
        raise PluginBroken(name, record.reason or record.status)
    where = places(settings)
    where.make()
    command = [sys.executable, "-m", "kiosk.plugin_host.worker", name]
    command += ["--folder", record.manifest.folder, "--socket", str(where.plugin_socket(name))]
    os.execv(sys.executable, [*command, "--with-parent"] if with_parent else command)  # noqa: S606 -- our own worker
