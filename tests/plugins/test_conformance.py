"""``kiosk plugin check``: every rule finds the plugin that breaks it, and lets the others pass."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from kiosk.cli import main
from kiosk.plugin_host.conformance import RULES, Level, check

Plugin: TypeAlias = Callable[..., Path]

SHIPPED = Path(__file__).parents[2] / "plugins"
ROGUES = Path(__file__).parent / "rogues"
MANIFEST = """\
name = "tried"
version = "1.0.0"
api = "1.0"
module = "tried"
author = "A partner"
licence = "MIT"
hooks = ["assess"]
[summary]
nl = "Probeert iets."
fr = "Essaie."
en = "Tries something."
de = "Versucht etwas."
"""
CODE = """\
from kiosk.plugin_api import Choice, Opinion, Outcome, Question, QuestionKind, Reason, hookimpl
FOUR = {"nl": "Goed.", "fr": "Bon.", "en": "Good.", "de": "Gut."}
SAID = [Opinion(Outcome.REUSE, 0.9, Reason("good", FOUR))]
SOME = {"kettle", "toaster", "lamp"}
@hookimpl
def assess(item, answers):
    return SAID
"""
IN_THE_HOOK = {
    "answers": "    return 'yes'",
    "deterministic": "    import random\n    return [Opinion(Outcome.REUSE, random.random(), Reason('good', FOUR))]",
    "in_time": "    import time\n    time.sleep(0.003 if item.category in SOME else 0)\n    return SAID",
    "quick": "    import time\n    time.sleep(0.001 if item.category in SOME else 0)\n    return SAID",
    "network": "    import socket\n    try:\n        socket.create_connection(('192.0.2.1', 80), 0.1)\n    except OSError:\n        pass\n    return SAID",
    "secrets": "    try:\n        open('/var/lib/kiosk/ledger.db')\n    except OSError:\n        pass\n    return SAID",
    "processes": "    import os\n    if item.category == 'kettle' and not answers:\n        os.system('true')\n    return SAID",
    "quiet": "    print('thinking')\n    return SAID",
    "own_files": "    try:\n        open('/home/somebody')\n    except OSError:\n        pass\n    return SAID",
    "languages": "    return [Opinion(Outcome.REUSE, 0.9, Reason('good', {'nl': 'Goed.'}))]",
    "brief": "    return [Opinion(Outcome.REUSE, 0.9, Reason('good', {**FOUR, 'nl': 'een twee drie vier vijf zes zeven acht negen'}))]",
}


@pytest.fixture
def plugin(tmp_path: Path) -> Plugin:
    """Make a plugin that keeps every rule, except for what is asked for."""

    def made(code: str = CODE, manifest: str = MANIFEST) -> Path:
        folder = tmp_path / "tried"
        (folder / "tests").mkdir(parents=True)
        (folder / "plugin.toml").write_text(manifest)
        (folder / "tried.py").write_text(code)
        (folder / "README.md").write_text("# tried\n\nTries something.\n\nIts rules are invented.\n")
        (folder / "tests" / "test_tried.py").write_text("def test_it():\n    pass\n")
        return folder

    return made


def broken(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the mistakes by rule."""
    return {each.rule: each.mistakes for each in check(folder) if each.mistakes}


@pytest.mark.parametrize(
    "name", ["partner_demand", "product_code", "rating_plate", "recalls", "repair_odds", "reuse_rules", "safety_stops"]
)
def test_what_comes_with_the_kiosk_passes_every_rule(name: str) -> None:
    """The recommended ones too."""
    assert broken(SHIPPED / name) == {}


def test_a_plugin_that_keeps_every_rule_passes(plugin: Plugin) -> None:
    """The ground the other tests stand on."""
    folder = plugin()

    assert broken(folder) == {}
    assert len(check(folder)) == len(RULES) + 3


@pytest.mark.parametrize(("rule", "body"), IN_THE_HOOK.items(), ids=IN_THE_HOOK)
def test_a_rule_finds_the_plugin_that_breaks_it(plugin: Plugin, rule: str, body: str) -> None:
    """And nothing else is said of it, except by rules it cannot but break too."""
    found = broken(plugin(CODE.replace("    return SAID", body)))

    assert rule in found
    assert set(found) - {rule} <= {"quick", "own_files"}


def test_a_plugin_with_a_memory_gives_itself_away(plugin: Plugin) -> None:
    """Asked in another order it says something else."""
    remembers = CODE.replace("    return SAID", "    SEEN.append(item.category)\n    return SAID if SEEN[0] is None else []")

    assert list(broken(plugin(remembers + "SEEN = []\n"))) == ["deterministic"]


def test_a_plugin_that_changes_what_it_is_given_is_found(plugin: Plugin) -> None:
    """Frozen values can be forced."""
    forces = CODE.replace("    return SAID", "    object.__setattr__(item, 'readings', ())\n    return SAID")

    assert list(broken(plugin(forces))) == ["inputs"]


@pytest.mark.parametrize(
    ("rogue", "rule"),
    [
        ("calls_home", "network"),
        ("calls_home_by_datagram", "network"),
        ("changes_its_mind", "deterministic"),
        ("raises_the_unspeakable", "answers"),
        ("segfaults", "starts"),
        ("takes_all_memory", "answers"),
        ("writes_an_endless_file", "answers"),
        ("writes_into_itself", "answers"),
    ],
)
def test_a_rogue_is_found_before_it_comes_to_a_kiosk(rogue: str, rule: str) -> None:
    """It harms the machine of its author as little as the kiosk."""
    found = [each.rule for each in check(ROGUES / rogue) if each.fails(Level.REQUIRED)]

    assert rule in found


def test_a_hook_that_hangs_in_c_is_stuck() -> None:
    """Nobody waits for the end of a regular expression gone wild."""
    (found,) = [each for each in check(ROGUES / "loops_in_c") if each.mistakes]

    assert (found.rule, found.mistakes) == ("starts", ("a hook was stuck: it took more than 3 s",))


def test_a_table_in_memory_is_nobody_elses(plugin: Plugin) -> None:
    """Only files of the kiosk are its secrets."""
    remembers = CODE.replace("    return SAID", "    import sqlite3\n    sqlite3.connect(':memory:').close()\n    return SAID")

    assert set(broken(plugin(remembers))) <= {"own_files"}


def test_an_answer_nobody_can_carry_is_found(plugin: Plugin) -> None:
    """Half a megabyte is too much for the wire, whatever is in it."""
    long = CODE.replace("    return SAID", "    return SAID * 3000 if item.category == 'kettle' else SAID")

    assert "answers" in broken(plugin(long))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import no_such_module", "no_such_module"),
        ("import os; os._exit(3)", "status 3"),
        (CODE.replace("assess(item, answers)", "assess(item, mood)"), "mood"),
        (CODE.replace("def assess", "def aces"), "aces"),
    ],
    ids=["import error", "ends the process", "an argument of its own", "another hook"],
)
def test_a_plugin_that_does_not_start_is_told_why(plugin: Plugin, code: str, words: str) -> None:
    """Nothing else is tried then."""
    found = broken(plugin(code))

    assert list(found) == ["starts"]
    assert words in " ".join(found["starts"])


def test_slow_imports_and_links_and_strange_licences_are_found(plugin: Plugin) -> None:
    """Each by its rule."""
    folder = plugin("import time\ntime.sleep(0.6)\n" + CODE, MANIFEST.replace('"MIT"', '"do what you like"'))
    (folder / "shortcut").symlink_to("/etc/hostname")
    (folder / "README.md").unlink()
    (folder / "tests" / "test_tried.py").unlink()

    assert set(broken(folder)) == {"import_time", "links", "licence", "readme", "tests"}


def test_without_a_right_manifest_nothing_is_run(plugin: Plugin, tmp_path: Path) -> None:
    """All its mistakes are listed."""
    assert list(broken(tmp_path)) == ["manifest"]
    assert list(broken(plugin("raise SystemExit", MANIFEST.replace('api = "1.0"', 'api = "9.0"')))) == ["api"]


def test_what_questions_and_stops_say_is_measured_too(plugin: Plugin) -> None:
    """A title has five words at most, an answer two, an order four."""
    code = """\
from kiosk.plugin_api import *
LONG = {"nl": "een twee drie vier vijf zes", "fr": "un", "en": "one", "de": "eins"}
@hookimpl
def questions(item, answers):
    return [Question("works", QuestionKind.YESNO, LONG, (Choice("yes", LONG), Choice("no", LONG)))]
@hookimpl
def veto(item, answers):
    return [Veto(frozenset(Outcome), Reason("danger", LONG), stop=Stop("battery", LONG, (Order(LONG),)))]
@hookimpl
def route(item, verdict, destinations):
    return [Route(destinations[0].id, 0.5, Reason("near", LONG))]
@hookimpl
def identify(readings):
    return None
@hookimpl
def self_check():
    return []
"""
    hooks = 'hooks = ["questions", "veto", "route", "identify", "self_check"]'

    found = broken(plugin(code, MANIFEST.replace('hooks = ["assess"]', hooks)))

    assert list(found) == ["brief"]
    assert {each.partition(":")[0] for each in found["brief"]} >= {"question works", "answer works=yes", "stop battery"}


def test_the_command_says_what_fails_and_what_could_be_better(plugin: Plugin, tmp_path: Path) -> None:
    """At level required a recommended rule costs nothing; the report says so too."""
    folder = plugin(CODE.replace("    return SAID", "    print('thinking')\n    return SAID"))
    report = tmp_path / "report.xml"

    lenient = CliRunner().invoke(main, ["plugin", "check", str(folder), "--junit", str(report)])
    strict = CliRunner().invoke(main, ["plugin", "check", str(folder), "--level", "recommended"])

    suite = ET.fromstring(report.read_text())  # noqa: S314 -- our own report
    assert (lenient.exit_code, strict.exit_code) == (0, 1)
    assert "thinking" in lenient.output
    assert "tried: 1 rule(s) broken" in strict.output
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "1")


def test_the_report_of_a_broken_plugin_has_a_failure(tmp_path: Path) -> None:
    """A folder without plugin.toml is the simplest of them."""
    report = tmp_path / "report.xml"

    result = CliRunner().invoke(main, ["plugin", "check", str(tmp_path), "--junit", str(report)])

    assert result.exit_code == 1
    assert [each.get("name") for each in ET.fromstring(report.read_text()) if each.find("failure") is not None] == ["manifest"]  # noqa: S314 -- our own report


def test_every_rule_has_a_sentence_and_a_level() -> None:
    """They are what an author reads."""
    assert all(each.sentence.endswith(".") for each in RULES)
    assert {each.level for each in RULES} == set(Level)
