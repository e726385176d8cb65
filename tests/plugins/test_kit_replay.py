"""``kiosk plugin replay`` says what another version would have changed yesterday."""

import shutil
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner, Result

from kiosk.adapters.ledger.intakes import SqliteIntakes
from kiosk.cli import main
from kiosk.testing import Counter, HandClock, InlinePlugin, ListeningHub

SHIPPED = Path(__file__).parents[2] / "plugins"
SAME = SHIPPED / "reuse_rules"
CODE = "5410013108009"
NEW_QUESTION = """\
from kiosk.plugin_api import Choice, QuestionKind
        new = Question("new", QuestionKind.YESNO, {"nl": "Nieuw?"}, (Choice("yes", {"nl": "Ja"}), Choice("no", {"nl": "Nee"})))
        return [new, *self._rules.questions]
        return [each for each in wanted"""


@pytest.fixture
def yesterday(tmp_path: Path) -> Path:
    """The state folder of a kiosk with three recorded intakes: a good one, a dirty one, a danger."""
    state = tmp_path / "state"
    state.mkdir()
    counter = Counter(state, [InlinePlugin(SHIPPED / name) for name in ("reuse_rules", "safety_stops")], HandClock(), ListeningHub())
    counter.scan(CODE).answer(condition="good", works="yes").confirm()
    counter.scan(CODE).answer(condition="dirty", works="yes").confirm()
    counter.scan(CODE, category="phone").answer(hazard="none", condition="broken").confirm()
    counter.close()
    return state


def version(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """Return another version of the rules, with one change."""
    folder = tmp_path / "next" / "reuse_rules"
    shutil.copytree(SAME, folder, ignore=shutil.ignore_patterns("__pycache__"))
    source = folder / "reuse_rules" / file
    text = source.read_text(encoding="utf-8")
    assert old in text
    source.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def replay(state: Path, *words: str) -> Result:
    """Run the command on a kiosk with this state."""
    return CliRunner().invoke(main, ["plugin", "replay", *words], env={"KIOSK_FOLDERS__STATE": str(state)})


def test_the_same_version_changes_nothing(yesterday: Path) -> None:
    """Neither against the record nor against itself."""
    recorded = replay(yesterday, str(SAME), "--from", "ledger")
    itself = replay(yesterday, str(SAME), "--from", str(yesterday / "ledger.db"), "--against", str(SAME))

    assert (recorded.exit_code, itself.exit_code) == (0, 0)
    assert recorded.output == itself.output
    assert recorded.output.startswith("3 intakes, 0 would differ, in 0 ")


def test_another_rule_is_seen_in_the_verdicts_it_changes(yesterday: Path, tmp_path: Path) -> None:
    """With the voices that make the difference; the others' stay as they were."""
    stricter = version(tmp_path, "rules.toml", 'code = "works.dirty"', 'code = "works.filthy"')
    rules = stricter / "reuse_rules" / "rules.toml"
    head, tail = rules.read_text(encoding="utf-8").split('code = "works.filthy"')
    rules.write_text(f'{head}code = "works.filthy"{tail.replace("reuse", "repair", 1)}', encoding="utf-8")

    result = replay(yesterday, str(stricter), "--from", "ledger")

    assert result.exit_code == 1
    assert "(kettle): reuse -> repair" in result.output
    assert "  - reuse_rules: reuse 0.70 [works.dirty]\n  + reuse_rules: repair 0.70 [works.filthy]" in result.output
    assert "3 intakes, 1 would differ" in result.output


def test_a_version_that_asks_more_or_says_nothing_is_counted(yesterday: Path, tmp_path: Path) -> None:
    """A guess about answers nobody gave would be worth nothing."""
    asks = version(
        tmp_path / "asks",
        "hooks.py",
        '(answers.get("works") == "no" and item.category in limits.uneconomic, rules.uneconomic)',
        '(answers.get("new") == "no", rules.uneconomic)',
    )
    hooks = asks / "reuse_rules" / "hooks.py"
    hooks.write_text(hooks.read_text(encoding="utf-8").replace("return [each for each in wanted", NEW_QUESTION))
    raises = version(tmp_path / "raises", "hooks.py", "known = self._with_what_is_known(item, answers)", "raise ValueError")

    more, nothing = (replay(yesterday, str(each), "--from", "ledger", "--last", "2") for each in (asks, raises))

    assert more.exit_code == 0
    assert "2 intakes, 0 would differ, in 1 it would ask" in more.output
    assert nothing.exit_code == 1
    assert "in 2 it was silent" in nothing.output


def test_a_file_has_one_intake_a_line(yesterday: Path, tmp_path: Path) -> None:
    """As ``kiosk triage --json`` prints them."""
    intakes = SqliteIntakes(yesterday / "ledger.db", source="")
    lines = tmp_path / "intakes.jsonl"
    lines.write_bytes(b"\n".join(msgspec.json.encode(each) for each in intakes.latest(9)) + b"\n\n")
    intakes.close()

    assert replay(tmp_path, str(SAME), "--from", str(lines)).output.startswith("3 intakes, 0 would differ")


@pytest.mark.parametrize(("content", "words"), [("", "no intake is recorded"), ("{}\n", "line 1"), (None, "No such file")])
def test_what_holds_no_intakes_is_told_in_a_sentence(tmp_path: Path, content: str | None, words: str) -> None:
    """With its code, and what can be given."""
    lines = tmp_path / "intakes.jsonl"
    if content is not None:
        lines.write_text(content)

    result = replay(tmp_path, str(SAME), "--from", str(lines))

    assert result.exit_code == 2
    assert words in result.output
    assert "KSK-223" in result.output


def test_a_kiosk_without_a_ledger_has_nothing_to_replay(tmp_path: Path) -> None:
    """No ledger is made for it."""
    result = replay(tmp_path, str(SAME), "--from", "ledger")

    assert "KSK-223" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_version_that_cannot_run_is_told_and_nothing_is_replayed(yesterday: Path, tmp_path: Path) -> None:
    """A silence from the start would look like a change in every verdict."""
    breaks = version(tmp_path, "hooks.py", "class ReuseRules:", "import no_such_module")

    result = replay(yesterday, str(breaks), "--from", "ledger")

    assert result.exit_code == 2
    assert "KSK-212" in result.output
    assert "intakes" not in result.output
