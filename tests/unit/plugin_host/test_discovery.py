"""Finding plugins: whatever is wrong with one is a record with a sentence, and harms no other."""

from pathlib import Path

import pytest

from kiosk.domain.plugin import Manifest, PluginRecord, PluginStatus
from kiosk.errors import PluginSettings
from kiosk.plugin_host.discovery import check_settings, find
from kiosk.plugin_host.manifest import read_manifest

SETTINGS = """\
[settings.oldest]
type = "int"
help = "A year"
[settings.kinds]
type = "list"
help = "Kinds"
default = ["kettle"]
[settings.strict]
type = "bool"
help = "Strict"
default = false
"""


def put(folder: Path, place: str, name: str | None = None, *, api: str = "1.0", more: str = "") -> Path:
    """Lay down a plugin's manifest."""
    (folder / place).mkdir(parents=True)
    head = f'name = "{name or place}"\nversion = "1.0.0"\napi = "{api}"\nmodule = "m"\nauthor = "a"\nlicence = "MIT"\nhooks = ["veto"]\n'
    (folder / place / "plugin.toml").write_text(f'{head}[summary]\nnl = "x"\n{more}')
    return folder / place


def statuses(records: tuple[PluginRecord, ...]) -> list[tuple[str, PluginStatus]]:
    return [(each.name, each.status) for each in records]


def manifest(tmp_path: Path) -> Manifest:
    return read_manifest(put(tmp_path, "kettles", more=SETTINGS))


def test_every_good_plugin_is_ready_in_the_order_of_names(tmp_path: Path) -> None:
    put(tmp_path / "one", "zeal")
    put(tmp_path / "two", "able")

    assert statuses(find([tmp_path / "one", tmp_path / "two"])) == [("able", PluginStatus.READY), ("zeal", PluginStatus.READY)]


def test_a_folder_that_is_not_there_holds_no_plugins(tmp_path: Path) -> None:
    assert find([tmp_path / "nowhere"]) == ()


def test_hidden_folders_and_files_are_no_plugins(tmp_path: Path) -> None:
    """Editors and copies leave them behind."""
    put(tmp_path, ".old")
    put(tmp_path, "__pycache__")
    (tmp_path / "README.md").write_text("x")

    assert find([tmp_path]) == ()


def test_a_broken_manifest_is_a_record_and_harms_no_other(tmp_path: Path) -> None:
    """It carries the sentence with the remedy and the code."""
    put(tmp_path, "good")
    (tmp_path / "bad").mkdir()

    bad, good = find([tmp_path])

    assert (bad.name, bad.status, bad.manifest) == ("bad", PluginStatus.INCOMPATIBLE, None)
    assert "the file is missing" in bad.reason
    assert "KSK-210" in bad.reason
    assert good.is_usable


@pytest.mark.parametrize("api", ["1.2", "2.0", "1.10"])
def test_a_plugin_for_a_newer_kiosk_is_not_used(tmp_path: Path, api: str) -> None:
    """Numbers are compared as numbers."""
    put(tmp_path, "eager", api=api)

    (record,) = find([tmp_path])

    assert record.status is PluginStatus.INCOMPATIBLE
    assert record.reason.startswith(f"eager needs plugin API {api}")


def test_of_one_name_the_first_is_used_and_the_other_is_told(tmp_path: Path) -> None:
    """The order of the folders decides, which is the operator's, and never chance."""
    put(tmp_path / "ours", "kettles")
    put(tmp_path / "theirs", "copy", name="kettles")

    used, ignored = find([tmp_path / "ours", tmp_path / "theirs"])

    assert used.is_usable
    assert used.manifest
    assert used.manifest.folder == str(tmp_path / "ours" / "kettles")
    assert not ignored.is_usable
    assert "KSK-213" in ignored.reason


def test_a_disabled_plugin_is_listed_and_not_used(tmp_path: Path) -> None:
    put(tmp_path, "kettles")

    (record,) = find([tmp_path], disabled=["kettles"])

    assert record.status is PluginStatus.DISABLED
    assert "switched off" in record.reason


def test_safety_stops_cannot_be_switched_off(tmp_path: Path) -> None:
    put(tmp_path, "safety_stops")

    (record,) = find([tmp_path], disabled=["safety_stops"])

    assert record.is_usable
    assert "cannot be switched off" in record.reason


def test_what_is_wrong_with_a_disabled_plugin_is_still_told(tmp_path: Path) -> None:
    put(tmp_path, "eager", api="9.0")

    (record,) = find([tmp_path], disabled=["eager"])

    assert record.status is PluginStatus.INCOMPATIBLE


def test_settings_are_filled_up_with_defaults(tmp_path: Path) -> None:
    """None where there is neither value nor default: the plugin's rule is off."""
    assert check_settings(manifest(tmp_path), {"strict": True}) == {"oldest": None, "kinds": ["kettle"], "strict": True}


def test_settings_may_come_as_text(tmp_path: Path) -> None:
    """An environment variable can be nothing else."""
    assert check_settings(manifest(tmp_path), {"oldest": "1998", "strict": "true"})["oldest"] == 1998


def test_all_mistakes_in_settings_are_told_at_once(tmp_path: Path) -> None:
    """With the nearest right name."""
    with pytest.raises(PluginSettings) as caught:
        check_settings(manifest(tmp_path), {"oldst": 1, "oldest": "long ago", "kinds": 3})

    assert caught.value.mistakes == (
        "oldst is not a setting, did you mean oldest?",
        "oldest must be int, not 'long ago'",
        "kinds must be a list of texts, not 3",
    )
