"""A plugin as the kiosk knows it without running it, and how it is doing.

Stages of knowledge are types: a ``Manifest`` was found, a ``PluginRecord`` was judged;
the running process belongs to ``kiosk.plugin_host``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.domain.text import Texts


class PluginStatus(StrEnum):
    """The life cycle: found → one of the refusals, or ready → running ⇄ quarantined."""

    INCOMPATIBLE = "incompatible"
    UNAPPROVED = "unapproved"
    MISCONFIGURED = "misconfigured"
    DISABLED = "disabled"
    READY = "ready"
    RUNNING = "running"
    QUARANTINED = "quarantined"


USABLE = frozenset({PluginStatus.READY, PluginStatus.RUNNING})
REQUIRED = frozenset({"safety_stops"})
"""Plugins no kiosk works without: they cannot be switched off, and their absence counts as a silent safety plugin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingSpec:
    """One setting a plugin offers, as its manifest declares it."""

    type: str
    """``str``, ``int``, ``float``, ``bool`` or ``list`` (of strings)."""
    default: object = None
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What plugin.toml says."""

    name: str
    version: str
    api: str
    """The plugin API it was written for: ``1.0``."""
    module: str
    """What is imported inside the worker."""
    summary: Texts
    author: str
    licence: str
    hooks: tuple[str, ...]
    critical: bool = False
    """Whether its silence strikes reuse and repair."""
    datasets: tuple[str, ...] = ()
    settings: Mapping[str, SettingSpec] = field(default_factory=dict)
    folder: str = ""
    """Where it was found; the kiosk fills it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginRecord:
    """What the kiosk made of a plugin; the list on the screen is drawn from these."""

    name: str
    status: PluginStatus
    reason: str = ""
    """A sentence with a remedy where it is not usable."""
    manifest: Manifest | None = None
    last_fault: str = ""
    latency_ms: float | None = None
    seal: str = ""
    """SHA-256 its folder was approved with, which its worker checks again; empty where nobody had to approve it."""

    @property
    def is_usable(self) -> bool:
        """Whether it may be asked."""
        return self.status in USABLE
