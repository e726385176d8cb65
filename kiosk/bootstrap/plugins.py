"""Finds the plugins and sets up the panel that talks to them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.bootstrap.places import Places, plugin_folders
from kiosk.domain.plugin import PluginRecord
from kiosk.plugin_api.site import Site
from kiosk.plugin_host.discovery import find
from kiosk.plugin_host.panel import SocketPanel
from kiosk.settings import Settings


def plugin_records(settings: Settings) -> tuple[PluginRecord, ...]:
    """Return every plugin found, judged by its manifest."""
    return find(plugin_folders(settings))


def plugin_site(settings: Settings) -> Site:
    """Return what plugins may know of this place."""
    return Site(name=settings.site.name, categories=settings.site.categories)


def panel_on(records: Sequence[PluginRecord], sockets: Mapping[str, Path], settings: Settings) -> SocketPanel:
    """Return a panel over workers that listen on the sockets."""
    given: Mapping[str, Mapping[str, Any]] = settings.plugins
    return SocketPanel(records, sockets, settings=given, site=plugin_site(settings))


def sockets_of(records: Sequence[PluginRecord], where: Places) -> dict[str, Path]:
    """Return where the worker of each usable plugin listens."""
    return {each.name: where.plugin_socket(each.name) for each in records if each.is_usable}
