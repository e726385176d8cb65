"""Find the plugins and judge each by its manifest, without importing any.

Nothing here raises for a plugin's sake: whatever is wrong with one becomes a record with
a sentence, and the others are not touched by it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kiosk.domain.plugin import Manifest, PluginRecord, PluginStatus
from kiosk.errors import ManifestInvalid, PluginError, PluginNameTaken, PluginSettings, PluginTooNew
from kiosk.plugin_api import API_VERSION
from kiosk.plugin_host.manifest import nearest, read_manifest, taken

REQUIRED = frozenset({"safety_stops"})
"""Plugins no kiosk works without: they cannot be switched off, and their absence counts as a silent safety plugin."""


def find(folders: Sequence[Path], disabled: Iterable[str] = ()) -> tuple[PluginRecord, ...]:
    """Return a record of every plugin in the folders, sorted by name; of one name the first found is used."""
    off = frozenset(disabled)
    used: dict[str, PluginRecord] = {}
    ignored: list[PluginRecord] = []
    for place in _places(folders):
        record = _judged(place)
        if record.name in used:
            ignored.append(_taken(record, used[record.name], place))
        else:
            used[record.name] = _switched(record, off)
    return tuple(sorted([*used.values(), *ignored], key=lambda each: (each.name, not each.is_usable)))


def check_settings(manifest: Manifest, given: Mapping[str, object]) -> Mapping[str, object]:
    """Return the plugin's settings with defaults filled in; None where there is neither value nor default.

    :raises PluginSettings: with every mistake and the nearest right name.
    """
    mistakes = [f"{key} is not a setting{nearest(key, manifest.settings)}" for key in given if key not in manifest.settings]
    values = {name: spec.default for name, spec in manifest.settings.items()}
    for name, value in given.items():
        if name in manifest.settings:
            # Not strict: an environment variable can only be text.
            values[name] = taken(name, value, manifest.settings[name].type, mistakes, strict=False)
    if mistakes:
        raise PluginSettings(manifest.name, mistakes)
    return values


def _places(folders: Sequence[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_dir():
            yield from sorted(each for each in folder.iterdir() if each.is_dir() and each.name[0] not in "._")


def _judged(place: Path) -> PluginRecord:
    try:
        manifest = read_manifest(place)
    except ManifestInvalid as error:
        return PluginRecord(name=place.name, status=PluginStatus.INCOMPATIBLE, reason=_sentence(error))
    if _number(manifest.api) > _number(API_VERSION):
        reason = _sentence(PluginTooNew(manifest.name, manifest.api, API_VERSION))
        return PluginRecord(name=manifest.name, status=PluginStatus.INCOMPATIBLE, reason=reason, manifest=manifest)
    return PluginRecord(name=manifest.name, status=PluginStatus.READY, manifest=manifest)


def _taken(record: PluginRecord, used: PluginRecord, place: Path) -> PluginRecord:
    where = used.manifest.folder if used.manifest else used.name
    reason = _sentence(PluginNameTaken(record.name, where, str(place)))
    return replace(record, status=PluginStatus.INCOMPATIBLE, reason=reason)


def _switched(record: PluginRecord, off: frozenset[str]) -> PluginRecord:
    if record.name not in off or not record.is_usable:
        return record
    if record.name in REQUIRED:
        return replace(record, reason=f"{record.name} keeps people safe and cannot be switched off; take it out of the disabled plugins")
    return replace(record, status=PluginStatus.DISABLED, reason=f"{record.name} is switched off in the settings of this kiosk")


def _number(api: str) -> tuple[int, int]:
    major, minor = api.split(".")
    return int(major), int(minor)


def _sentence(error: PluginError) -> str:
    return f"{error} ({error.code})"
