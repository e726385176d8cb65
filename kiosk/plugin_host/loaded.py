"""A plugin's own code, imported and called: the only place in the kiosk that does.

It lives inside the worker. One plugin to a pluggy manager, because a hook call stops at
the first exception: among several, one plugin's mistake would silence the others.
"""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import pluggy

from kiosk.domain.opinion import Judgement
from kiosk.domain.plugin import Manifest
from kiosk.errors import PluginBroken
from kiosk.plugin_api import PROJECT, hookspecs
from kiosk.plugin_host.from_source import from_source
from kiosk.plugin_host.protocol import Ask, Configure, Direct, Identify, Judge, Questions, SelfCheck


class LoadedPlugin:
    """The hooks of one plugin."""

    def __init__(self, manager: pluggy.PluginManager) -> None:
        self._hooks = manager.hook
        self._configured: Configure | None = None
        self._checked: Sequence[object] | None = None

    def was_configured_otherwise(self, ask: Ask) -> bool:
        """Tell whether other settings were taken before: hooks are configured once, so only a new start helps."""
        return isinstance(ask, Configure) and self._configured is not None and self._configured != ask

    def answer(self, ask: Ask) -> object:
        """Return what the plugin says; whatever its hooks raise comes out here."""
        match ask:
            case Configure():
                self._configure(ask)
                return None
            case SelfCheck():
                return self._self_check()
            case Identify(readings, today):
                return self._list_of("identify", readings=readings, today=today)
            case Questions(item, answers, today):
                return self._list_of("questions", item=item, answers=MappingProxyType(answers), today=today)
            case Judge(item, answer_sets, today):
                return [self._judge(item=item, answers=MappingProxyType(answers), today=today) for answers in answer_sets]
            case Direct(item, verdict, destinations, today):
                return self._list_of("route", item=item, verdict=verdict, destinations=destinations, today=today)

    def _configure(self, ask: Configure) -> None:
        """Hand over the settings once; a panel that comes back with the same ones disturbs nothing."""
        if self._configured is None:
            self._hooks.configure(settings=MappingProxyType(dict(ask.settings)), site=ask.site)
            self._configured = ask

    def _self_check(self) -> Sequence[object]:
        if self._checked is None:
            self._checked = self._list_of("self_check")
        return self._checked

    def _judge(self, **known: object) -> Judgement:
        return Judgement(tuple(self._list_of("assess", **known)), tuple(self._list_of("veto", **known)))

    def _list_of(self, hook: str, **known: object) -> Sequence[Any]:
        said = getattr(self._hooks, hook)(**known)
        values = said[0] if said else []
        if not isinstance(values, list | tuple):
            raise TypeError(f"{hook} must return a list or None, not {type(values).__name__}")
        return values


def load(manifest: Manifest) -> LoadedPlugin:
    """Import the plugin's module and take up its hooks.

    :raises PluginBroken: it cannot be imported, or its hooks are not those of its manifest.
    """
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    try:
        module = _imported(manifest)
        # Hooks that need settings are methods of an object called PLUGIN, the others plain functions of the module.
        hooks = getattr(module, "PLUGIN", module)
        manager.register(hooks, manifest.name)
        manager.check_pending()
    except PluginBroken:
        raise
    except (Exception, SystemExit) as error:
        raise PluginBroken(manifest.name, f"{type(error).__name__}: {error}") from error
    implemented = {each.name for each in manager.get_hookcallers(hooks) or ()}
    if implemented != set(manifest.hooks):
        raise PluginBroken(manifest.name, _unlike(implemented, set(manifest.hooks)))
    return LoadedPlugin(manager)


def _imported(manifest: Manifest) -> ModuleType:
    folder = Path(manifest.folder)
    from_source(folder)
    sys.path[:0] = [str(each) for each in (folder, folder / "lib") if each.is_dir()]
    module = importlib.import_module(manifest.module)
    origin = Path(module.__file__ or "").resolve()
    if folder.resolve() not in origin.parents:
        raise PluginBroken(manifest.name, f"its module name {manifest.module} is taken by {origin}; rename the module")
    return module


def _unlike(implemented: set[str], promised: set[str]) -> str:
    missing = [f"plugin.toml names the hook {each}, the module has none" for each in sorted(promised - implemented)]
    extra = [f"the module has the hook {each}, plugin.toml does not name it" for each in sorted(implemented - promised)]
    return "; ".join(missing + extra)
