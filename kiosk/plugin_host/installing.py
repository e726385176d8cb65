"""Lay a plugin's files down where the kiosk finds it; nothing of it is run, and nothing is fetched.

A folder is copied, a wheel is unpacked. A wheel's ``plugin.toml`` lies at its top or in
its one package, which is how an installed package carries it. It goes to a hidden folder
first and takes its place whole, or not at all.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.domain.plugin import Manifest
from kiosk.errors import ManifestInvalid, PluginRefused, PluginStrays
from kiosk.plugin_host.archive import unpack
from kiosk.plugin_host.discovery import check_api
from kiosk.plugin_host.manifest import FILE, read_manifest
from kiosk.plugin_host.seal import files_of
from kiosk.plugin_host.unprivileged import without_rights

MAX_BYTES = 64 << 20
FILE_MODE = 0o644
FOLDER_MODE = 0o755


def install(source: Path, into: Path, *, without_libraries: bool = False) -> Manifest:
    """Put the plugin of a wheel or folder into a drop-in folder, in place of its older self; return its manifest.

    :raises PluginRefused: it is no plugin or cannot be unpacked safely, or it names libraries
        it does not bring and `without_libraries` is not set.
    :raises OSError: the drop-in folder cannot be written.
    """
    into.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
    with _fresh_folder(into) as fresh:
        if source.is_dir():
            _copy(source, fresh)
        else:
            _unpack(source, fresh)
            _lift(source, fresh)
        manifest = _checked(source, fresh)
        if not without_libraries and (missing := list(_libraries(fresh))):
            raise PluginRefused(
                source.name, f"it needs {', '.join(missing)}", "install a build that brings them in its lib/, or use --no-deps"
            )
        _take_place(fresh, into / manifest.name)
    return read_manifest(into / manifest.name)


@contextmanager
def _fresh_folder(into: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=".new-", dir=into) as folder:
        fresh = Path(folder) / "plugin"
        fresh.mkdir(mode=FOLDER_MODE)
        fresh.chmod(FOLDER_MODE)
        yield fresh


def _unpack(source: Path, fresh: Path) -> None:
    """Unpack without rights, then copy: an archive that tricks the unpacker tricks nobody."""
    with tempfile.TemporaryDirectory(prefix="kiosk-unpack-") as folder:
        try:
            with source.open("rb") as content:
                without_rights(source.name, Path(folder), lambda: unpack(source.name, content, Path(folder)))
        except OSError as error:
            raise PluginRefused(source.name, str(error)) from error
        _copy(Path(folder), fresh)


def _copy(source: Path, fresh: Path) -> None:
    left = MAX_BYTES
    try:
        for file in files_of(source):
            left -= file.lstat().st_size
            if left < 0:
                raise PluginRefused(source.name, f"it has more than {MAX_BYTES >> 20} MB")
            target = fresh / file.relative_to(source)
            target.parent.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            shutil.copyfile(file, target, follow_symlinks=False)
            target.chmod(FILE_MODE)
    except (PluginStrays, OSError) as error:
        raise PluginRefused(source.name, str(error)) from error


def _lift(source: Path, fresh: Path) -> None:
    """Bring plugin.toml to the top, wherever the archive has it."""
    if (fresh / FILE).is_file():
        return
    deeper = sorted(fresh.glob(f"*/{FILE}"))
    if len(deeper) != 1:
        raise PluginRefused(source.name, f"it holds {len(deeper) or 'no'} {FILE}")
    folder = deeper[0].parent
    if (folder / "__init__.py").exists():
        shutil.copyfile(deeper[0], fresh / FILE)
        return
    for each in sorted(fresh.iterdir()):
        if each != folder:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    folder.rename(fresh.with_name("lifted"))
    fresh.rmdir()
    fresh.with_name("lifted").rename(fresh)


def _checked(source: Path, fresh: Path) -> Manifest:
    try:
        manifest = read_manifest(fresh)
    except ManifestInvalid as error:
        raise PluginRefused(source.name, f"{FILE} has mistakes: {'; '.join(error.mistakes)}") from error
    check_api(manifest)
    module = fresh.joinpath(*manifest.module.split("."))
    if not module.with_suffix(".py").is_file() and not (module / "__init__.py").is_file():
        raise PluginRefused(source.name, f"its module {manifest.module} is not in it")
    return manifest


def _libraries(fresh: Path) -> Iterator[str]:
    """Yield the libraries a wheel's metadata asks for, unless it brings a lib/ of its own; the kiosk itself is always there."""
    if (fresh / "lib").is_dir():
        return
    for metadata in fresh.glob("*.dist-info/METADATA"):
        for line in metadata.read_text(encoding="utf-8", errors="replace").splitlines():
            name = line.removeprefix("Requires-Dist:").strip()
            if line.startswith("Requires-Dist:") and "extra ==" not in name and not name.startswith("repair-kiosk"):
                yield name


def _take_place(fresh: Path, place: Path) -> None:
    """Put the new folder where the old one was, which stays aside until the new one is there."""
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise PluginRefused(place.name, f"{place} is not a folder")
    older = place.with_name(f".old-{place.name}")
    shutil.rmtree(older, ignore_errors=True)
    if place.exists():
        place.rename(older)
    fresh.rename(place)
    shutil.rmtree(older, ignore_errors=True)
