"""Composition root of one plugin: replaces this process by its worker."""

import os
import sys
from collections.abc import Mapping, Sequence

from kiosk.bootstrap.places import places
from kiosk.bootstrap.plugins import plugin_grounds, plugin_records
from kiosk.domain.plugin import PluginRecord
from kiosk.errors import PluginBroken, PluginMissing
from kiosk.plugin_host.command import fresh_environment, worker_command
from kiosk.settings import Settings


def run_plugin(settings: Settings, name: str, *, with_parent: bool = False) -> None:
    """Become the worker of the plugin; nothing of the kiosk's own memory goes along."""
    record = named(plugin_records(settings), name)
    if record.manifest is None or not record.is_usable:
        raise PluginBroken(name, record.reason or record.status)
    where = places(settings)
    socket = where.plugin_socket(name)
    environment: Mapping[str, str] = os.environ
    if "LISTEN_FDS" not in os.environ:  # else systemd has made the socket, and an empty /tmp that ends with this process
        where.make()
        environment = fresh_environment(socket)
    command = worker_command(record.manifest, record.seal, socket, plugin_grounds(settings))
    options = ["--with-parent"] if with_parent else []
    os.execve(sys.executable, [*command, *options], environment)  # noqa: S606 -- our own worker


def named(records: Sequence[PluginRecord], name: str) -> PluginRecord:
    """Return the record of a plugin; of two with one name the one that is used.

    :raises PluginMissing: there is none.
    """
    of_that_name = [each for each in records if each.name == name]
    if not of_that_name:
        raise PluginMissing(name, sorted({each.name for each in records}))
    return of_that_name[0]
