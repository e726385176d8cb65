"""Plugins installed as packages are found by their metadata; nothing of them is imported."""

import sys
from pathlib import Path
from types import ModuleType

import pytest

from kiosk.domain.plugin import PluginStatus
from kiosk.plugin_host.discovery import find, unclaimed
from kiosk.plugin_host.installed import installed_plugins

MANIFEST = 'name = "{name}"\nversion = "1.0.0"\napi = "1.0"\nmodule = "{name}"\nauthor = "a"\nlicence = "MIT"\nhooks = ["veto"]\nsummary.nl = "x"\n'


def package(site: Path, name: str, *, points_to: str = "") -> Path:
    """Lay down what pip would have installed."""
    (site / name).mkdir(parents=True)
    (site / name / "__init__.py").write_text("raise SystemExit('this was imported')")
    (site / name / "plugin.toml").write_text(MANIFEST.format(name=name))
    about = site / f"{name}-1.0.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n")
    (about / "entry_points.txt").write_text(f"[kiosk.plugins]\n{name} = {points_to or name}\n")
    return site / name


def test_an_installed_package_is_a_plugin_and_was_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = package(tmp_path, "kettle_odds", points_to="kettle_odds.hooks:PLUGIN")
    monkeypatch.syspath_prepend(tmp_path)

    (record,) = find([], installed=installed_plugins())

    assert record.status is PluginStatus.READY
    assert record.manifest
    assert record.manifest.folder == str(place)
    assert "kettle_odds" not in sys.modules


@pytest.mark.parametrize("points_to", ["nowhere_at_all", "single_module"])
def test_one_whose_package_is_not_there_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, points_to: str) -> None:
    package(tmp_path, "kettle_odds", points_to=points_to)
    (tmp_path / "single_module.py").touch()
    monkeypatch.syspath_prepend(tmp_path)

    (record,) = find([], installed=installed_plugins())

    assert record.status is PluginStatus.INCOMPATIBLE
    assert "KSK-210" in record.reason


def test_a_module_without_a_spec_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that was made by hand."""
    monkeypatch.setitem(sys.modules, "made_by_hand", ModuleType("made_by_hand"))
    package(tmp_path, "kettle_odds", points_to="made_by_hand")
    monkeypatch.syspath_prepend(tmp_path)

    (record,) = find([], installed=installed_plugins())

    assert not record.is_usable


def test_a_drop_in_folder_comes_before_an_installed_package(tmp_path: Path) -> None:
    """The order is the operator's."""
    package(tmp_path / "drop_in", "kettle_odds")
    installed = package(tmp_path / "site", "kettle_odds")
    (tmp_path / "drop_in" / "kettle_odds-1.0.0.dist-info").rename(tmp_path / "gone")

    used, ignored = find([tmp_path / "drop_in"], installed=[installed])

    assert used.manifest
    assert used.manifest.folder == str(tmp_path / "drop_in" / "kettle_odds")
    assert "KSK-213" in ignored.reason


def test_a_link_in_a_folder_is_a_sentence_and_harms_no_other(tmp_path: Path) -> None:
    package(tmp_path, "able")
    (package(tmp_path, "bold") / "out").symlink_to("/etc")

    able, bold = find([], installed=[tmp_path / "able", tmp_path / "bold"])

    assert able.is_usable
    assert bold.status is PluginStatus.INCOMPATIBLE
    assert "out is a link" in bold.reason
    assert "KSK-218" in bold.reason


def test_settings_for_a_plugin_that_is_not_there_name_the_nearest(tmp_path: Path) -> None:
    found = find([], installed=[package(tmp_path, "kettle_odds")])

    (record,) = unclaimed(["kettle_ods", "kettle_odds"], found)

    assert (record.name, record.status) == ("kettle_ods", PluginStatus.MISCONFIGURED)
    assert "did you mean kettle_odds?" in record.reason
