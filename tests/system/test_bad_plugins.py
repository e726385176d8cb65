"""Whatever lies in the plugin folder, the kiosk starts and triages with the rest, and says what is wrong."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests

KIOSK = [sys.executable, "-m", "kiosk"]
ROOT = Path(__file__).parents[2]
DECENT = ROOT / "tests" / "plugins" / "decent"
GTIN = "ean13:4242005045112"


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A kiosk as installed: its own plugin folder and lock, everything good in it approved, and then the bad day."""
    plugins = tmp_path / "plugins"
    for name in ("safety_stops", "reuse_rules"):
        shutil.copytree(ROOT / "plugins" / name, plugins / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("plain_speaker", "fears"):
        shutil.copytree(DECENT / name, plugins / name, ignore=shutil.ignore_patterns("__pycache__"))
    file = tmp_path / "kiosk.toml"
    file.write_text(
        f"[folders]\nstate = '{tmp_path}/state'\nrun = '{tmp_path}/run'\nplugins = ['{plugins}']\nplugins_lock = '{tmp_path}/plugins.lock'\n"
        "[hosting]\ndisabled = ['safety_stops']\n[plugins.reuse_ruls]\nobsolete_before = 1998\n"
    )
    approved = kiosk(file, "plugin", "approve", "--all")
    assert approved.returncode == 0, approved.stderr
    spoil(plugins)
    return file


def spoil(plugins: Path) -> None:
    (plugins / "no_manifest").mkdir()
    shutil.copytree(plugins / "plain_speaker", plugins / "zz_same_name")
    shutil.copytree(plugins / "plain_speaker", plugins / "newer")
    text = (plugins / "newer" / "plugin.toml").read_text()
    (plugins / "newer" / "plugin.toml").write_text(text.replace("plain_speaker", "newer").replace('api = "1.0"', 'api = "1.9"'))
    shutil.copytree(plugins / "plain_speaker", plugins / "links_out")
    (plugins / "links_out" / "out").symlink_to("/etc")
    (plugins / "fears" / "fears.py").write_text("raise SystemExit('this was run')")


def kiosk(settings: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [*KIOSK, "--settings", str(settings), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_each_bad_plugin_is_a_sentence_and_the_rest_decides(settings: Path) -> None:
    """Eight things wrong at once, among them a safety plugin somebody tried to switch off."""
    told = kiosk(settings, "plugin", "list").stdout
    triaged = kiosk(
        settings, "triage", "--symbol", GTIN, "--category", "kettle", "--answer", "works=yes", "--answer", "condition=good", "--json"
    )

    for code in ("KSK-210", "KSK-213", "KSK-214", "KSK-215", "KSK-217", "KSK-218", "KSK-221"):
        assert f"({code})" in told, told
    assert "Traceback" not in triaged.stderr
    assert "this was run" not in triaged.stderr
    trail = json.loads(triaged.stdout)["verdict"]["trail"]
    assert "plain_speaker" in {each["by"] for each in trail["opinions"]}
    assert not [each for each in trail["abstentions"] if each["critical"]]


def test_a_lock_cut_in_half_keeps_everything_off_and_recycling_goes_on(settings: Path, tmp_path: Path) -> None:
    """Safety fails closed: nothing is kept, the queue goes on."""
    lock = tmp_path / "plugins.lock"
    lock.write_bytes(lock.read_bytes()[:100])

    told = kiosk(settings, "plugin", "list")
    triaged = kiosk(settings, "triage", "--symbol", GTIN, "--category", "kettle", "--json")

    assert told.returncode == 0
    assert told.stdout.count("(KSK-219)") == 4, told.stdout
    verdict = json.loads(triaged.stdout)["verdict"]
    assert verdict["allowed"] == ["recycle"]
    assert {each["by"] for each in verdict["trail"]["abstentions"]} == {"safety_stops"}


@contextmanager
def running(settings: Path, *words: str) -> Iterator[list[str]]:
    """Run a role and collect what it logs."""
    said: list[str] = []
    with subprocess.Popen(
        [*KIOSK, "--settings", str(settings), *words], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    ) as role:
        reader = threading.Thread(target=lambda: said.extend(role.stderr or ()))
        reader.start()
        try:
            yield said
        finally:
            role.terminate()
            role.wait(20)
            reader.join()


def test_the_desk_starts_and_names_the_missing_safety_plugin(settings: Path, tmp_path: Path) -> None:
    """The counter opens with everything off, and the strip says why nothing is kept."""
    (tmp_path / "plugins.lock").write_bytes(b"{")
    with settings.open("a") as file:
        file.write("[web]\nport = 18473\n")

    with running(settings, "run", "desk") as said:
        page = until_served("http://127.0.0.1:18473/", said)

    assert "Safety stops staat stil" in page
    assert "KSK-219" in page
    assert "Traceback" not in "".join(said)


def until_served(url: str, said: list[str]) -> str:
    """Return the desk's first page; while it starts there is another, which says so by its status."""
    for _ in range(400):
        with suppress(requests.ConnectionError):
            answer = requests.get(url, timeout=5)
            if answer.status_code != requests.codes.unavailable:
                return answer.text
        threading.Event().wait(0.05)
    raise AssertionError("".join(said) or os.fspath(url))
