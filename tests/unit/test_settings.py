"""Settings: a file, variables on top, every mistake at once."""

from pathlib import Path

import pytest

from kiosk.domain.outcome import Outcome
from kiosk.errors import SettingsInvalid
from kiosk.settings import load


def _file(folder: Path, text: str) -> Path:
    file = folder / "kiosk.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_everything_has_a_default_that_works() -> None:
    settings = load(None, {})

    assert settings.web.port == 8080
    assert {each.outcome for each in settings.site.destinations} == set(Outcome)


def test_a_variable_overrides_a_line_of_the_file(tmp_path: Path) -> None:
    file = _file(tmp_path, "[web]\nport = 81\nlanguage = 'fr'\n")

    settings = load(file, {"KIOSK_WEB__PORT": "82", "KIOSK_REFERENCE_DATA": "not a setting"})

    assert (settings.web.port, settings.web.language) == (82, "fr")


def test_all_mistakes_are_told_at_once_with_the_nearest_right_name(tmp_path: Path) -> None:
    file = _file(tmp_path, "[web]\nprot = 1\nport = 99999\n[site]\nname = 3\n[hubb]\nurl = ''\n")

    with pytest.raises(SettingsInvalid) as told:
        load(file, {})

    assert len(told.value.mistakes) == 4
    assert "did you mean port?" in str(told.value)
    assert "did you mean hub?" in str(told.value)
    assert "KSK" not in str(told.value)


@pytest.mark.parametrize("text", ["[web", "web = 3\n", "[web]\nport = 'x'\n"], ids=["cut in half", "no section", "wrong type"])
def test_a_broken_file_is_a_sentence(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsInvalid, match="correct them and start again"):
        load(_file(tmp_path, text), {})


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="No such file"):
        load(tmp_path / "none.toml", {})


def test_plugins_get_their_sections_untouched(tmp_path: Path) -> None:
    settings = load(_file(tmp_path, "[plugins.reuse_rules]\nobsolete_before = 1998\n"), {})

    assert settings.plugins["reuse_rules"] == {"obsolete_before": 1998}


def test_weights_and_containers_reach_the_decision(tmp_path: Path) -> None:
    text = "[deciding]\nweights = {odds = 0.5}\n[[site.containers]]\nnumber = '7'\noutcome = 'repair'\nstreams = ['small']\n"

    settings = load(_file(tmp_path, text), {})

    assert settings.deciding.policy.weights == {"odds": 0.5}
    assert [(each.id, each.streams) for each in settings.site.destinations] == [("7", ("small",))]
