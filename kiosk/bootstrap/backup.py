"""``kiosk backup`` and ``kiosk restore``: what a kiosk knows, without what it is.

A backup holds the ledger, the settings, the approvals and added plugins, this kiosk's people
and the site's own practice items. It holds neither the kiosk's key nor its token, nor the
site's key for tags: whoever opens a backup cannot speak as this kiosk, forge a command card
or find a badge's UID, and a restored one enrols again or has its own key still. It holds no
place in the block of item numbers either: an older one would give numbers twice.
"""

import io
import os
import shutil
import socket
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kiosk import __version__
from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.places import Places, places, plugins_lock
from kiosk.errors import BackupUnreadable, KioskRuns, NotEnrolled
from kiosk.settings import Settings

LEDGER, SETTINGS, LOCK, PLUGINS = "ledger.db", "kiosk.toml", "plugins.lock", "plugins"
PEOPLE, PRACTICE = "staff.json", "practice"
ENDING = ".kioskbackup"
WHY = "a backup was restored"
_FILE_MODE = 0o640
_MODES = {PEOPLE: 0o600, PRACTICE: 0o644}


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back."""

    made: str
    kiosk: str
    is_ours: bool
    """Whether this kiosk has the key of the one that made it: else its undelivered events cannot be sent from here."""
    beside: tuple[str, ...] = ()
    """Which of people and practice items came back: those this kiosk had none of."""


def back_up(settings: Settings, settings_file: Path | None, to: Path | None = None) -> tuple[Path, ...]:
    """Write a sealed backup to the folder, else to the state folder and to a stick that is in; return the files.

    :raises BackupKeyUnusable: there is no public key to seal it to.
    :raises NotEnrolled: there is no ledger yet.
    """
    from kiosk.adapters.backup_file import seal

    where, now = places(settings), SystemClock().now()
    if not where.ledger.exists():
        raise NotEnrolled(f"ledger at {where.ledger}", "start the desk, which makes it")
    made = datetime.fromtimestamp(now.wall_s, UTC)
    about = {"kiosk": _kiosk(where), "made": made.isoformat(timespec="seconds"), "version": __version__}
    sealed = seal(_content(where, settings, settings_file), about, settings.backup.public_key)
    name = f"{about['kiosk']}-{made:%Y%m%dT%H%M%SZ}{ENDING}"
    return tuple(_kept(folder, name, sealed, settings.backup.keep) for folder in _targets(settings, where, to))


def restore(settings: Settings, file: Path, private_key: Path) -> Restored:
    """Put the backup's ledger where the next start of the desk finds it, beside what lies there now.

    Both are set aside: the desk then begins a new epoch, takes over what staff taught the
    kiosk, and delivers every event of either that the hub does not have. People and practice
    items come back only where there are none: who was removed since stays removed.

    :raises KioskRuns: the desk must be stopped first.
    :raises BackupUnreadable: the file is damaged, or for another key.
    """
    from kiosk.adapters.backup_file import about, unseal

    where = places(settings)
    if _is_held(where.desk_socket):
        raise KioskRuns
    sealed = file.read_bytes()
    told, content = about(sealed), unseal(sealed, private_key)
    if where.ledger.exists():
        _set_aside(where.ledger)
    _put_ledger(content, where.ledger)
    _set_aside(where.ledger)
    beside = tuple(name for name in (PEOPLE, PRACTICE) if _put_where_none_is(content, name, where.state / name))
    return Restored(told.get("made", ""), told.get("kiosk", ""), told.get("kiosk") == _kiosk(where), beside)


def _set_aside(ledger: Path) -> None:
    """Set a ledger aside as the desk itself would: in a folder of root's it could write no report, and would never start."""
    from kiosk.adapters.ledger.set_aside import set_aside

    folder = set_aside(ledger, WHY)
    if os.geteuid() == 0:
        for each in (folder, *folder.iterdir()):
            _give_to_the_desk(each, ledger.parent)


def _is_held(door: Path) -> bool:
    """Tell whether somebody listens there, a desk or systemd for the next one, even if it is too busy to answer."""
    with socket.socket(socket.AF_UNIX) as knocking:
        return knocking.connect_ex(str(door)) == 0


def _content(where: Places, settings: Settings, settings_file: Path | None) -> bytes:
    with tempfile.TemporaryDirectory() as folder, io.BytesIO() as packed:
        copy = Path(folder) / LEDGER
        _copy_ledger(where.ledger, copy)
        with tarfile.open(fileobj=packed, mode="w:gz") as tar:
            tar.add(copy, LEDGER)
            beside = ((where.state / name, name) for name in (PLUGINS, PEOPLE, PRACTICE))
            for path, name in ((settings_file, SETTINGS), (plugins_lock(settings), LOCK), *beside):
                if path and path.exists():
                    tar.add(path, name)
        return packed.getvalue()


def _copy_ledger(ledger: Path, copy: Path) -> None:
    """Copy the ledger as it is between two transactions, beside a running desk; what lies on the counter is not history."""
    with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("DELETE FROM intakes WHERE stage IN ('naming', 'asking', 'judged')")
        target.commit()
        target.execute("PRAGMA journal_mode = DELETE")


def _put_ledger(content: bytes, ledger: Path) -> None:
    try:
        with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as tar:
            inside = tar.extractfile(LEDGER)
            if inside is None:
                raise BackupUnreadable("there is no ledger in it")
            draft = ledger.with_name(f".{LEDGER}.restored")
            with draft.open("wb") as file:
                shutil.copyfileobj(inside, file)
                file.flush()
                os.fsync(file.fileno())
    except (tarfile.TarError, KeyError) as error:
        raise BackupUnreadable("there is no ledger in it") from error
    draft.chmod(_FILE_MODE | 0o020)
    if os.geteuid() == 0:
        _give_to_the_desk(draft, ledger.parent)
    draft.replace(ledger)


def _put_where_none_is(content: bytes, name: str, place: Path) -> bool:
    """Put a file, or a folder of files, where there is none; tell whether that was done."""
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as tar:
        held = [each for each in tar.getmembers() if each.isfile() and (each.name == name or Path(each.name).parent == Path(name))]
        is_folder = any(each.name != name for each in held)
        if not held or (any(place.iterdir()) if place.is_dir() else place.exists()):
            return False
        if is_folder:
            place.mkdir(mode=0o755, exist_ok=True)
        for each in held:
            file, inside = place / Path(each.name).name if is_folder else place, tar.extractfile(each)
            file.write_bytes(inside.read() if inside else b"")
            file.chmod(_MODES[name])
        if os.geteuid() == 0:
            for each in (place, *(place.iterdir() if is_folder else ())):
                _give_to_the_desk(each, place.parent)
    return True


def _give_to_the_desk(draft: Path, state: Path) -> None:
    """Give what root wrote to whoever the desk is, as systemd runs it."""
    import pwd

    try:
        desk = pwd.getpwnam("kiosk-desk").pw_uid
    except KeyError:
        desk = state.stat().st_uid
    os.chown(draft, desk, state.stat().st_gid)


def _targets(settings: Settings, where: Places, to: Path | None) -> tuple[Path, ...]:
    if to:
        return (to,)
    stick = settings.backup.stick
    return (where.state / "backups", *((stick,) if stick.is_dir() and os.path.ismount(stick) else ()))


def _kept(folder: Path, name: str, sealed: bytes, keep: int) -> Path:
    from kiosk.adapters.durable_file import replace_durably

    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    replace_durably(folder / name, sealed, _FILE_MODE)
    for old in sorted(folder.glob(f"*{ENDING}"))[:-keep]:
        old.unlink()
    return folder / name


def _kiosk(where: Places) -> str:
    import json

    try:
        return str(json.loads((where.state / "identity.json").read_text(encoding="utf-8"))["kiosk"])
    except (OSError, ValueError, KeyError):
        return "unknown"
