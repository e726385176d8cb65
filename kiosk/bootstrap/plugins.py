"""Finds the plugins, holds them to what was approved, and sets up the panel that talks to them."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kiosk.bootstrap.places import Places, bundled_folders, places, plugin_folders, plugins_lock
from kiosk.domain.plugin import PluginRecord
from kiosk.plugin_api.site import Site
from kiosk.plugin_host.approval import Approval
from kiosk.plugin_host.command import Grounds
from kiosk.plugin_host.discovery import find, unclaimed
from kiosk.plugin_host.installed import installed_plugins
from kiosk.plugin_host.panel import SocketPanel
from kiosk.settings import Settings

AT_THE_COUNTER_S, AT_A_DESK_S = 3.0, 20.0
"""How long workers may take to start: somebody waits with an appliance in his arms, or in front of a terminal."""


def plugin_records(settings: Settings) -> tuple[PluginRecord, ...]:
    """Return every plugin found, judged by its manifest and by what the operator decided."""
    hosting = settings.hosting
    found = find(plugin_folders(settings), hosting.disabled, installed=installed_plugins(), approval=plugin_approval(settings))
    return (*found, *unclaimed((*settings.plugins, *hosting.disabled), found))


def plugin_approval(settings: Settings) -> Approval:
    """Return what may run here: without a lock of the operator's, what came with the kiosk needs no approval."""
    folders = settings.folders
    trusted = () if folders.plugins_lock else bundled_folders()
    if settings.hosting.approval == "automatic" and not folders.plugins_lock:
        trusted = (*trusted, *plugin_folders(settings), *(each.parent for each in installed_plugins()))
    return Approval.read(plugins_lock(settings), tuple(each.absolute() for each in trusted))


def plugin_site(settings: Settings) -> Site:
    """Return what plugins may know of this place."""
    datasets = places(settings).datasets
    return Site(name=settings.site.name, categories=settings.site.categories, datasets=str(datasets) if datasets.is_dir() else "")


def plugin_grounds(settings: Settings) -> Grounds:
    """Return what workers are kept away from, and what they may only read."""
    where = places(settings)
    return Grounds(keep_out=(where.state,), read_only=(where.datasets, *plugin_folders(settings)))


def panel_on(
    records: Sequence[PluginRecord],
    sockets: Mapping[str, Path],
    settings: Settings,
    restart: Callable[[str], None] | None = None,
    *,
    patience_s: float = AT_THE_COUNTER_S,
) -> SocketPanel:
    """Return a panel over workers that listen on the sockets; `restart` kills one that may be stuck.

    The first questions wait `patience_s` seconds for workers that are still starting.
    """
    given: Mapping[str, Mapping[str, Any]] = settings.plugins
    return SocketPanel(records, sockets, settings=given, site=plugin_site(settings), restart=restart, patience_s=patience_s)


def sockets_of(records: Sequence[PluginRecord], where: Places) -> dict[str, Path]:
    """Return where the worker of each usable plugin listens."""
    return {each.name: where.plugin_socket(each.name) for each in records if each.is_usable}
