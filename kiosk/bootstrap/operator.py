"""What the operator does about plugins: look at them, approve, switch off and on, install. Nothing of them is run."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from kiosk.bootstrap.places import plugin_folders, plugins_lock
from kiosk.bootstrap.plugin import named
from kiosk.bootstrap.plugins import plugin_records
from kiosk.domain.plugin import REQUIRED, Manifest, PluginRecord, PluginStatus
from kiosk.errors import LockBroken, PluginBroken, PluginRefused, PluginRequired, PluginSettings
from kiosk.plugin_host.approval import sentence
from kiosk.plugin_host.discovery import check_settings
from kiosk.plugin_host.installing import install
from kiosk.plugin_host.lock import Lock, read_lock
from kiosk.plugin_host.seal import seal_of
from kiosk.settings import Settings

WITH_RIGHTS = "run it again with the rights to write there (sudo)"


def listed(settings: Settings) -> Sequence[PluginRecord]:
    """Return every plugin with what a start of the kiosk would make of it."""
    return [_with_settings(each, settings) for each in plugin_records(settings)]


def approve(settings: Settings, names: Sequence[str]) -> Sequence[tuple[Manifest, str]]:
    """Approve plugins as they are now, all that were found if none is named; return each with its seal.

    :raises PluginMissing: there is none of that name.
    :raises PluginBroken: it does not fit this kiosk, so there is nothing to approve.
    """
    records = plugin_records(settings)
    chosen = [named(records, each) for each in names] or [each for each in records if _can_be_approved(each)]
    lock, done = read_lock(plugins_lock(settings)), []
    for record in chosen:
        if record.manifest is None or not _can_be_approved(record):
            raise PluginBroken(record.name, record.reason)
        seal = seal_of(Path(record.manifest.folder))
        lock = lock.approving(record.name, seal, record.manifest.version)
        done.append((record.manifest, seal))
    _write(settings, lock)
    return done


def switch(settings: Settings, name: str, *, disabled: bool) -> None:
    """Switch a plugin off, or on again.

    :raises PluginMissing: there is none of that name.
    :raises PluginRequired: the kiosk does not work without it.
    """
    if disabled and name in REQUIRED:
        raise PluginRequired(name)
    named(plugin_records(settings), name)
    _write(settings, read_lock(plugins_lock(settings)).switching(name, disabled=disabled))


def put_in_place(settings: Settings, source: Path, *, without_libraries: bool) -> Manifest:
    """Install the plugin of a wheel or folder into the last of the drop-in folders; it still has to be approved.

    :raises PluginRefused: it is no plugin, or not one that can be unpacked safely.
    """
    into = plugin_folders(settings)[-1]
    try:
        return install(source, into, without_libraries=without_libraries)
    except OSError as error:
        raise PluginRefused(source.name, f"{into} cannot be written ({error.strerror})", WITH_RIGHTS) from error


def _with_settings(record: PluginRecord, settings: Settings) -> PluginRecord:
    if not record.is_usable or not record.manifest:
        return record
    try:
        check_settings(record.manifest, settings.plugins.get(record.name, {}))
    except PluginSettings as error:
        return dataclasses.replace(record, status=PluginStatus.MISCONFIGURED, reason=sentence(error))
    return record


def _can_be_approved(record: PluginRecord) -> bool:
    return record.manifest is not None and record.status is not PluginStatus.INCOMPATIBLE


def _write(settings: Settings, lock: Lock) -> None:
    from kiosk.adapters.durable_file import replace_durably

    path = plugins_lock(settings)
    try:
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        replace_durably(path, lock.as_json(), 0o644)
    except OSError as error:
        raise LockBroken(str(path), str(error.strerror), WITH_RIGHTS) from error
