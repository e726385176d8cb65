"""plugin.toml is read strictly, before anything of the plugin runs."""

from pathlib import Path

import pytest

from kiosk.domain.plugin import SettingSpec
from kiosk.errors import ManifestInvalid
from kiosk.plugin_host.manifest import read_manifest

GOOD = """\
name = "kettles"
version = "1.0.0"
api = "1.0"
module = "kettles"
author = "Repair café Gent"
licence = "MIT"
hooks = ["assess", "veto"]
[summary]
nl = "Weet alles van waterkokers"
"""


def folder(tmp_path: Path, text: str = GOOD) -> Path:
    place = tmp_path / "kettles"
    place.mkdir()
    (place / "plugin.toml").write_text(text, encoding="utf-8")
    return place


def mistakes(tmp_path: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ManifestInvalid) as caught:
        read_manifest(folder(tmp_path, text))
    return caught.value.mistakes


def test_a_manifest_says_everything_about_a_plugin(tmp_path: Path) -> None:
    """With where it was found and with defaults for what may be left out."""
    manifest = read_manifest(folder(tmp_path))

    assert (manifest.name, manifest.version, manifest.api, manifest.module) == ("kettles", "1.0.0", "1.0", "kettles")
    assert manifest.hooks == ("assess", "veto")
    assert manifest.summary == {"nl": "Weet alles van waterkokers"}
    assert manifest.folder == str(tmp_path / "kettles")
    assert (manifest.critical, manifest.datasets, manifest.settings) == (False, (), {})


def test_settings_are_declared_with_type_and_default(tmp_path: Path) -> None:
    """A setting without default is off until the operator gives one."""
    text = GOOD + '[settings.oldest]\ntype = "int"\nhelp = "Year"\n[settings.kinds]\ntype = "list"\nhelp = "Kinds"\ndefault = ["a"]\n'

    manifest = read_manifest(folder(tmp_path, text))

    assert manifest.settings == {
        "oldest": SettingSpec(type="int", default=None, help="Year"),
        "kinds": SettingSpec(type="list", default=["a"], help="Kinds"),
    }


def test_nothing_of_the_plugin_is_imported(tmp_path: Path) -> None:
    """A folder with nothing but a manifest can be read."""
    place = folder(tmp_path)

    read_manifest(place)

    assert [each.name for each in place.iterdir()] == ["plugin.toml"]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Each with its place, and with the nearest right name where one is near."""
    found = mistakes(tmp_path, 'nam = "x"\nversion = "one"\ncritical = "yes"\nhooks = "veto"\n')

    told = "\n".join(found)
    assert "nam is not a key, did you mean name?" in told
    assert "version must be a version such as 1.0.0, not 'one'" in told
    assert "critical" in told
    assert "hooks" in told
    assert {"name is missing", "summary is missing", "author is missing"} <= set(found)


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ('"assess", "veto"', '"asses"', "hooks: asses is not a hook, did you mean assess?"),
        ('"assess", "veto"', '"frobnicate"', "hooks: frobnicate is not a hook"),
        ('"assess", "veto"', '"veto", "veto"', "hooks: veto stands there twice"),
        ('"assess", "veto"', "", "hooks is empty; name at least one"),
        ('nl = "Weet', 'fr = "Weet', "summary.nl is missing"),
        ('api = "1.0"', 'api = "one"', "api must be a plugin API such as 1.0, not 'one'"),
        ('api = "1.0"', 'api = "1.00000"', "api must be a plugin API such as 1.0, not '1.00000'"),
        ('name = "kettles"', 'name = "../kettles"', "name must be 2 to 32 lower-case letters, digits and _, not '../kettles'"),
        ('name = "kettles"', 'name = "kettles\\n"', "name must be 2 to 32 lower-case letters, digits and _, not 'kettles\\n'"),
        ('module = "kettles"', 'module = "os; evil"', "module must be the name of a Python module, not 'os; evil'"),
    ],
    ids=lambda each: each[:30],
)
def test_a_mistake_is_told_with_its_remedy(tmp_path: Path, good: str, bad: str, expected: str) -> None:
    """What a partner reads is enough to correct it."""
    assert mistakes(tmp_path, GOOD.replace(good, bad)) == (expected,)


def test_a_default_must_be_of_its_own_type(tmp_path: Path) -> None:
    """Else the plugin would get what it never promised to take."""
    text = GOOD + '[settings.oldest]\ntype = "int"\nhelp = "Year"\ndefault = "1998"\n'

    assert mistakes(tmp_path, text) == ("settings.oldest.default must be int, not '1998'",)


@pytest.mark.parametrize("text", ["name = ", "\x00", 'name = "a"\nname = "b"', "name = " + "[" * 100_000], ids=lambda each: each[:10])
def test_a_file_that_is_no_toml_is_a_mistake(tmp_path: Path, text: str) -> None:
    """And not a crash."""
    assert len(mistakes(tmp_path, text)) == 1


def test_a_file_that_is_no_text_is_a_mistake(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 come from a broken copy."""
    place = folder(tmp_path)
    (place / "plugin.toml").write_bytes(b"\xff\xfe")

    with pytest.raises(ManifestInvalid):
        read_manifest(place)


def test_a_folder_without_a_manifest_is_a_mistake(tmp_path: Path) -> None:
    """Somebody copied half of it."""
    with pytest.raises(ManifestInvalid, match="the file is missing"):
        read_manifest(tmp_path)
