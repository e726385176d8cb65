"""``kiosk plugin`` as the operator types it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main

DECENT = Path(__file__).parents[2] / "plugins" / "decent"
GTIN = "ean13:4242005045112"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """Settings of a kiosk with a drop-in folder and a lock of its own."""
    file = tmp_path / "kiosk.toml"
    file.write_text(
        f"[folders]\nstate = '{tmp_path}/state'\nplugins = ['{tmp_path}/plugins']\nplugins_lock = '{tmp_path}/etc/plugins.lock'\n"
    )
    return file


def kiosk(settings: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--settings", str(settings), *words])


def statuses(settings: Path) -> dict[str, str]:
    rows = [line.split("\t") for line in kiosk(settings, "plugin", "list").stdout.splitlines()]
    return {row[0]: row[2] for row in rows}


def test_from_a_folder_to_a_plugin_that_may_run(settings: Path) -> None:
    """Installed is not approved: somebody has to look first."""
    installed = kiosk(settings, "plugin", "install", str(DECENT / "plain_speaker"))
    before = statuses(settings)
    approved = kiosk(settings, "plugin", "approve", "plain_speaker")

    assert "kiosk plugin approve plain_speaker" in installed.stdout
    assert before == {"plain_speaker": "unapproved"}
    assert approved.exit_code == 0
    assert statuses(settings) == {"plain_speaker": "ready"}


def test_a_change_takes_the_approval_away(settings: Path, tmp_path: Path) -> None:
    kiosk(settings, "plugin", "install", str(DECENT / "plain_speaker"))
    kiosk(settings, "plugin", "approve", "--all")

    (tmp_path / "plugins" / "plain_speaker" / "plain_speaker.py").write_text("x = 1")

    assert statuses(settings) == {"plain_speaker": "unapproved"}
    told = kiosk(settings, "run", "plugin", "plain_speaker")
    assert told.exit_code == 2
    assert "changed after its approval" in told.stderr


def test_a_plugin_is_switched_off_and_on_again(settings: Path) -> None:
    kiosk(settings, "plugin", "install", str(DECENT / "plain_speaker"))
    kiosk(settings, "plugin", "approve", "plain_speaker")

    kiosk(settings, "plugin", "disable", "plain_speaker")
    off = statuses(settings)
    kiosk(settings, "plugin", "enable", "plain_speaker")

    assert off == {"plain_speaker": "disabled"}
    assert statuses(settings) == {"plain_speaker": "ready"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("disable", "safety_stops"), "KSK-221"),
        (("disable", "nobody"), "KSK-211"),
        (("enable", "nobody"), "KSK-211"),
        (("approve", "nobody"), "KSK-211"),
        (("install", str(DECENT)), "KSK-220"),
    ],
    ids=lambda each: each[0] if isinstance(each, tuple) else each,
)
def test_what_cannot_be_done_is_a_sentence(settings: Path, words: tuple[str, ...], code: str) -> None:
    told = kiosk(settings, "plugin", *words)

    assert told.exit_code == 2
    assert f"[{code}]" in told.stderr
    assert "Traceback" not in told.output


def test_a_plugin_that_does_not_fit_is_not_approved(settings: Path, tmp_path: Path) -> None:
    (tmp_path / "plugins" / "broken").mkdir(parents=True)

    told = kiosk(settings, "plugin", "approve", "broken")

    assert told.exit_code == 2
    assert "[KSK-212]" in told.stderr
    assert kiosk(settings, "plugin", "approve", "--all").stdout == ""


@pytest.mark.parametrize("words", [(), ("plain_speaker", "--all")])
def test_approving_names_the_plugins_or_says_all(settings: Path, words: tuple[str, ...]) -> None:
    assert "or say --all" in kiosk(settings, "plugin", "approve", *words).stderr


def test_a_place_that_cannot_be_written_is_a_sentence_with_what_to_do(settings: Path, tmp_path: Path) -> None:
    (tmp_path / "plugins").mkdir()
    kiosk(settings, "plugin", "install", str(DECENT / "plain_speaker"))
    (tmp_path / "etc").write_text("a file where the folder should be")

    told = kiosk(settings, "plugin", "approve", "plain_speaker")

    assert "[KSK-219]" in told.stderr
    assert told.exit_code == 2


def test_a_lock_that_cannot_be_written_says_with_which_rights(settings: Path) -> None:
    kiosk(settings, "plugin", "install", str(DECENT / "plain_speaker"))
    text = settings.read_text()
    lock = next(line for line in text.splitlines() if line.startswith("plugins_lock"))
    settings.write_text(text.replace(lock, "plugins_lock = '/proc/kiosk/plugins.lock'"))

    told = kiosk(settings, "plugin", "approve", "plain_speaker")

    assert "sudo" in told.stderr
    assert "[KSK-219]" in told.stderr


def test_a_drop_in_folder_that_cannot_be_made_is_a_sentence(settings: Path, tmp_path: Path) -> None:
    (tmp_path / "plugins").write_text("a file where the folder should be")

    told = kiosk(settings, "plugin", "install", str(DECENT / "plain_speaker"))

    assert "sudo" in told.stderr
    assert "[KSK-220]" in told.stderr


def test_mistakes_in_a_plugins_settings_are_listed_with_the_nearest_name(settings: Path) -> None:
    kiosk(settings, "plugin", "install", str(DECENT / "told_what"))
    kiosk(settings, "plugin", "approve", "told_what")
    with settings.open("a") as file:
        file.write("[hosting]\ndisabled = ['nobody']\n[plugins.told_wat]\nx = 1\n[plugins.told_what]\nx = 1\n")

    told = kiosk(settings, "plugin", "list").stdout

    assert "x is not a setting" in told
    assert "no plugin is called told_wat, did you mean told_what?" in told
    assert "no plugin is called nobody" in told


def test_without_a_lock_of_the_operators_the_bundled_plugins_run(tmp_path: Path) -> None:
    """They came with the kiosk's own code; everything else waits for approval, unless development says otherwise."""
    file = tmp_path / "kiosk.toml"
    file.write_text(f"[folders]\nstate = '{tmp_path}'\n")
    kiosk(file, "plugin", "install", str(DECENT / "plain_speaker"))
    required = statuses(file)
    file.write_text(f"[folders]\nstate = '{tmp_path}'\n[hosting]\napproval = 'automatic'\n")

    shipped = ("partner_demand", "product_code", "rating_plate", "recalls", "repair_odds", "reuse_rules", "safety_stops")
    assert required == {"plain_speaker": "unapproved", **dict.fromkeys(shipped, "ready")}
    assert set(statuses(file).values()) == {"ready"}


def test_with_a_lock_of_the_operators_nothing_runs_by_itself(settings: Path) -> None:
    """An installed kiosk cannot approve by itself, whatever else the settings say."""
    with settings.open("a") as file:
        file.write("[hosting]\napproval = 'automatic'\n")
    kiosk(settings, "plugin", "install", str(DECENT / "plain_speaker"))

    assert statuses(settings) == {"plain_speaker": "unapproved"}
