"""Installing: files are laid down and nothing of them is run; what leads out, links or overflows is refused."""

import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.errors import PluginRefused, PluginTooNew
from kiosk.plugin_host import archive
from kiosk.plugin_host.discovery import find
from kiosk.plugin_host.installing import install

MANIFEST = 'name = "kettles"\nversion = "{version}"\napi = "{api}"\nmodule = "kettles"\nauthor = "a"\nlicence = "MIT"\nhooks = ["veto"]\nsummary.nl = "x"\n'
TRAP = "raise SystemExit('this was run')"


def manifest(version: str = "1.0.0", api: str = "1.0") -> str:
    return MANIFEST.format(version=version, api=api)


def folder_of(place: Path, version: str = "1.0.0") -> Path:
    place.mkdir(parents=True)
    (place / "plugin.toml").write_text(manifest(version))
    (place / "kettles.py").write_text(TRAP)
    return place


def wheel(tmp_path: Path, files: dict[str, str]) -> Path:
    path = tmp_path / "kettles-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return path


PACKAGE = {"kettles/__init__.py": TRAP, "kettles/plugin.toml": manifest(), "kettles-1.0.0.dist-info/METADATA": "Name: kettles\n"}


def test_a_folder_is_copied_and_found(tmp_path: Path) -> None:
    """Its bytecode and its modes stay behind."""
    source = folder_of(tmp_path / "source")
    (source / "__pycache__").mkdir()
    (source / "kettles.py").chmod(0o777)

    install(source, tmp_path / "plugins")

    (record,) = find([tmp_path / "plugins"])
    assert record.is_usable
    assert not (tmp_path / "plugins" / "kettles" / "__pycache__").exists()
    assert stat.S_IMODE((tmp_path / "plugins" / "kettles" / "kettles.py").stat().st_mode) == 0o644


@pytest.mark.parametrize(
    "files",
    [
        PACKAGE,
        {"plugin.toml": manifest(), "kettles.py": TRAP, "setup.py": TRAP},
        {"kettles/plugin.toml": manifest(), "kettles/kettles/__init__.py": TRAP, "kettles/lib/dep.py": TRAP, "README": "", "more/x": ""},
    ],
    ids=["wheel of a package", "zip of a folder's content", "zip of a folder"],
)
def test_an_archive_is_unpacked_and_found(tmp_path: Path, files: dict[str, str]) -> None:
    installed = install(wheel(tmp_path, files), tmp_path / "plugins")

    (record,) = find([tmp_path / "plugins"])
    assert record.is_usable
    assert installed.folder == str(tmp_path / "plugins" / "kettles")
    assert sorted(each.name for each in (tmp_path / "plugins").iterdir()) == ["kettles"]


def test_a_newer_version_takes_the_place_of_the_older_whole(tmp_path: Path) -> None:
    old = folder_of(tmp_path / "old")
    (old / "left_over.py").touch()
    install(old, tmp_path / "plugins")

    install(folder_of(tmp_path / "new", "1.1.0"), tmp_path / "plugins")

    (record,) = find([tmp_path / "plugins"])
    assert record.manifest
    assert record.manifest.version == "1.1.0"
    assert not (tmp_path / "plugins" / "kettles" / "left_over.py").exists()
    assert [each.name for each in (tmp_path / "plugins").iterdir()] == ["kettles"]


@pytest.mark.parametrize("name", ["../evil.py", "/etc/evil.py", "kettles/../../evil.py", "kettles\\..\\evil.py", "C:evil.py", "./evil.py"])
def test_an_archive_that_leads_out_of_its_folder_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PluginRefused, match="leads out"):
        install(wheel(tmp_path, {**PACKAGE, name: TRAP}), tmp_path / "plugins")

    assert list((tmp_path / "plugins").iterdir()) == []
    assert not list(tmp_path.rglob("evil.py"))


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    path = wheel(tmp_path, PACKAGE)
    link = zipfile.ZipInfo("kettles/out")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as packed:
        packed.writestr(link, "/etc/passwd")

    with pytest.raises(PluginRefused, match="a link or a device"):
        install(path, tmp_path / "plugins")


def test_an_archive_with_two_files_of_one_name_is_refused(tmp_path: Path) -> None:
    path = wheel(tmp_path, PACKAGE)
    with zipfile.ZipFile(path, "a") as packed, pytest.warns(UserWarning, match="Duplicate name"):
        packed.writestr("kettles/__init__.py", "x = 1")

    with pytest.raises(PluginRefused, match="no archive that can be read"):
        install(path, tmp_path / "plugins")


def test_an_archive_that_swells_is_refused_before_it_fills_the_disk(tmp_path: Path) -> None:
    """70 MB of nothing fit into 70 kB."""
    path = wheel(tmp_path, {**PACKAGE, "kettles/zeros": "\0" * (70 << 20)})

    with pytest.raises(PluginRefused, match="more than 64 MB"):
        install(path, tmp_path / "plugins")

    assert list((tmp_path / "plugins").iterdir()) == []


def test_an_archive_with_too_many_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PluginRefused, match="at most 5000"):
        install(wheel(tmp_path, {f"kettles/{number}": "" for number in range(archive.MAX_FILES + 1)}), tmp_path / "plugins")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[60] ^= 0xFF
    path.write_bytes(content)


def _no_archive(path: Path) -> None:
    path.write_text("hello")


@pytest.mark.parametrize("harm", [_cut, _flip, _no_archive])
def test_a_damaged_archive_is_a_sentence(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    path = wheel(tmp_path, PACKAGE)
    harm(path)

    with pytest.raises(PluginRefused):
        install(path, tmp_path / "plugins")


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"kettles/__init__.py": ""}, "holds no plugin.toml"),
        ({"a/plugin.toml": manifest(), "b/plugin.toml": manifest()}, "holds 2 plugin.toml"),
        ({"plugin.toml": "name = 3"}, "has mistakes"),
        ({"plugin.toml": manifest(), "other.py": ""}, "its module kettles is not in it"),
    ],
)
def test_what_is_no_plugin_is_refused(tmp_path: Path, files: dict[str, str], why: str) -> None:
    with pytest.raises(PluginRefused, match=why):
        install(wheel(tmp_path, files), tmp_path / "plugins")


def test_a_plugin_for_a_newer_kiosk_is_not_installed(tmp_path: Path) -> None:
    with pytest.raises(PluginTooNew):
        install(wheel(tmp_path, {"plugin.toml": manifest(api="1.9"), "kettles.py": ""}), tmp_path / "plugins")


def test_a_wheel_that_needs_libraries_it_does_not_bring_is_refused_unless_told(tmp_path: Path) -> None:
    """Nothing is ever fetched."""
    needs = {
        **PACKAGE,
        "kettles-1.0.0.dist-info/METADATA": "Requires-Dist: repair-kiosk\nRequires-Dist: numpy>=2\nRequires-Dist: x; extra == 't'\n",
    }

    with pytest.raises(PluginRefused, match=r"it needs numpy>=2; .*--no-deps"):
        install(wheel(tmp_path, needs), tmp_path / "plugins")

    assert install(wheel(tmp_path, needs), tmp_path / "plugins", without_libraries=True).name == "kettles"


def test_libraries_it_brings_are_no_reason_to_refuse_it(tmp_path: Path) -> None:
    brings = {**PACKAGE, "kettles-1.0.0.dist-info/METADATA": "Requires-Dist: numpy\n", "lib/numpy.py": ""}

    assert install(wheel(tmp_path, brings), tmp_path / "plugins").name == "kettles"


def test_a_folder_with_a_link_is_refused(tmp_path: Path) -> None:
    source = folder_of(tmp_path / "source")
    (source / "out").symlink_to("/etc")

    with pytest.raises(PluginRefused, match="out is a link"):
        install(source, tmp_path / "plugins")


def test_a_folder_that_is_too_large_is_refused(tmp_path: Path) -> None:
    source = folder_of(tmp_path / "source")
    with (source / "table").open("wb") as file:
        file.truncate(65 << 20)

    with pytest.raises(PluginRefused, match="more than 64 MB"):
        install(source, tmp_path / "plugins")


def test_a_place_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "plugins" / "kettles").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(PluginRefused, match="is not a folder"):
        install(folder_of(tmp_path / "source"), tmp_path / "plugins")

    assert list((tmp_path / "elsewhere").iterdir()) == []
