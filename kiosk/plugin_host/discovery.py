"""Find the plugins and judge each by its manifest, without importing any.

Nothing here raises for a plugin's sake: whatever is wrong with one becomes a record with
a sentence, and the others are not touched by it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kiosk.domain.plugin import REQUIRED, Manifest, PluginRecord, PluginStatus
from kiosk.domain.text import plain
from kiosk.errors import ManifestInvalid, PluginNameTaken, PluginRequired, PluginSettings, PluginStrays, PluginTooNew
from kiosk.plugin_api import API_VERSION
from kiosk.plugin_host.approval import Approval, sentence
from kiosk.plugin_host.manifest import nearest, read_manifest, taken
from kiosk.plugin_host.seal import files_of


def find(
    folders: Sequence[Path],
    disabled: Iterable[str] = (),
    *,
    installed: Sequence[Path] = (),
    approval: Approval | None = None,
) -> tuple[PluginRecord, ...]:
    """Return a record of every plugin, sorted by name; of one name the first found is used.

    `folders` hold one folder per plugin, `installed` are plugins' own folders and come after
    them. Without an `approval` everything that fits may run.
    """
    off = frozenset(disabled) | (approval.disabled if approval else frozenset())
    used: dict[str, PluginRecord] = {}
    ignored: list[PluginRecord] = []
    for place in (*_places(folders), *installed):
        record = _judged(place)
        if record.name in used:
            ignored.append(_taken(record, used[record.name], place))
        else:
            used[record.name] = _switched(record, off)
    approved = map(approval.judged, used.values()) if approval else used.values()
    return tuple(sorted([*approved, *ignored], key=lambda each: (each.name, not each.is_usable)))


def unclaimed(named: Iterable[str], found: Sequence[PluginRecord]) -> tuple[PluginRecord, ...]:
    """Return a record for every name in the settings that no plugin has, with the nearest one that is there."""
    known = {each.name for each in found}
    mistakes = {name: PluginSettings(name, [f"no plugin is called {name}{nearest(name, known)}"]) for name in named if name not in known}
    return tuple(
        PluginRecord(name=plain(name), status=PluginStatus.MISCONFIGURED, reason=sentence(error)) for name, error in mistakes.items()
    )


def check_api(manifest: Manifest) -> None:
    """Return if this kiosk speaks the plugin's API.

    :raises PluginTooNew: it wants a newer one.
    """
    if _number(manifest.api) > _number(API_VERSION):
        raise PluginTooNew(manifest.name, manifest.api, API_VERSION)


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
        manifest = _manifest(place)
    except (ManifestInvalid, PluginStrays) as error:
        return PluginRecord(name=plain(place.name), status=PluginStatus.INCOMPATIBLE, reason=sentence(error))
    try:
        check_api(manifest)
    except PluginTooNew as error:
        return PluginRecord(name=manifest.name, status=PluginStatus.INCOMPATIBLE, reason=sentence(error), manifest=manifest)
    return PluginRecord(name=manifest.name, status=PluginStatus.READY, manifest=manifest)


def _manifest(place: Path) -> Manifest:
    """Return the manifest of a folder that holds plain files only."""
    try:
        list(files_of(place))
    except OSError as error:
        raise ManifestInvalid(place.name, [str(error)]) from error
    return read_manifest(place)


def _taken(record: PluginRecord, used: PluginRecord, place: Path) -> PluginRecord:
    where = used.manifest.folder if used.manifest else used.name
    reason = sentence(PluginNameTaken(record.name, where, str(place)))
    return replace(record, status=PluginStatus.INCOMPATIBLE, reason=reason)


def _switched(record: PluginRecord, off: frozenset[str]) -> PluginRecord:
    if record.name not in off or not record.is_usable:
        return record
    if record.name in REQUIRED:
        return replace(record, reason=sentence(PluginRequired(record.name)))
    return replace(record, status=PluginStatus.DISABLED, reason=f"{record.name} is switched off on this kiosk")


def _number(api: str) -> tuple[int, int]:
    major, minor = api.split(".")
    return int(major), int(minor)
