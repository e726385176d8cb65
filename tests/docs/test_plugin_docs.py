"""The pages for authors of plugins say what the code does, and every example runs."""

import ast
import os
import re
import shlex
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.verdict import Ruling
from kiosk.plugin_api import API_VERSION, Destination, Outcome, Verdict, hookspecs
from kiosk.plugin_host.beginning import begin_plugin
from kiosk.plugin_host.conformance import API, MANIFEST, RULES, STARTS
from kiosk.plugin_host.manifest import HOOKS
from kiosk.plugin_host.samples import items
from kiosk.testing import InlinePlugin, an_item, ean

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "plugins"


def page(name: str) -> str:
    return (PAGES / name).read_text(encoding="utf-8")


def sections(text: str) -> dict[str, str]:
    """Return what stands under each heading that is a hook's signature."""
    parts = re.split(r"^## `(.+)`$", text.partition("\n## What happens")[0], flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def blocks(text: str, language: str = "python") -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def signatures() -> Iterator[str]:
    """Yield each hook as hookspecs.py writes it."""
    for node in ast.parse(Path(hookspecs.__file__).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield f"{node.name}({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}" if node.returns else node.name


def hook_of(signature: str) -> str:
    return signature.partition("(")[0]


def run(command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    # Settings of the machine the tests run on are none of the reader's.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KIOSK_")} | {"PATH": tools}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def written(text: str, folder: Path) -> list[Path]:
    """Write the files of a page into the folder and return them."""
    files = []
    for name, content in re.findall(r"^<!-- file: (\S+) -->\n```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
        files.append(file)
    return files


def test_every_hook_has_a_heading_with_its_exact_signature_and_nothing_else_has() -> None:
    """The page is what partners trust."""
    documented = list(sections(page("hooks.md")))

    assert documented == list(signatures())
    assert tuple(map(hook_of, documented)) == HOOKS


@pytest.mark.parametrize("signature", list(signatures()), ids=hook_of)
def test_a_hook_is_documented_in_full(signature: str) -> None:
    """Its arguments, what None means, when it is called, an example, who uses it."""
    text = sections(page("hooks.md"))[signature]
    arguments = re.findall(r"(\w+): ", signature.partition(")")[0])

    assert re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE) == arguments
    assert re.search(r"^\*\*None\*\*: ", text, re.MULTILINE)
    assert re.search(r"^\*\*When\*\*: ", text, re.MULTILINE)
    assert len(blocks(text)) == 1


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_names_the_plugins_of_ours_that_use_it(hook: str) -> None:
    """A hook without one is planned for, or should not be there."""
    (text,) = (text for signature, text in sections(page("hooks.md")).items() if hook_of(signature) == hook)
    used = re.search(r"^Used by (.+)\.$", text, re.MULTILINE)
    ours = [tomllib.loads(each.read_text(encoding="utf-8")) for each in sorted(ROOT.glob("plugins/*/plugin.toml"))]
    users = [each["name"] for each in ours if hook in each["hooks"]]

    assert used
    assert users
    assert re.findall(r"`(\w+)`", used[1]) == users


@pytest.mark.parametrize("signature", list(signatures()), ids=hook_of)
def test_the_example_of_a_hook_runs(signature: str, tmp_path: Path) -> None:
    """As the module of a plugin, through everything the kiosk checks."""
    (example,) = blocks(sections(page("hooks.md"))[signature])
    name = f"example_of_{hook_of(signature)}"
    folder = begin_plugin(name, tmp_path, "A partner")
    hooks = re.findall(r"@hookimpl\n\s*def (\w+)", example)
    (folder / f"{name}.py").write_text(f"from kiosk.plugin_api import *\n\n\n{example}", encoding="utf-8")
    manifest = (folder / "plugin.toml").read_text(encoding="utf-8")
    (folder / "plugin.toml").write_text(manifest.replace('["questions", "assess"]', str(hooks).replace("'", '"')), encoding="utf-8")

    plugin = InlinePlugin(folder)

    asked = {
        "configure": lambda: [plugin],
        "self_check": plugin.self_check,
        "identify": lambda: plugin.identify(ean()),
        "questions": lambda: plugin.questions(an_item()),
        "assess": lambda: plugin.assess(an_item(), {"works": "yes"}),
        "veto": lambda: plugin.veto(an_item(), {"works": "no"}),
        "route": lambda: plugin.route(an_item(), decided(), [Destination("2", {"nl": "Kar"}, Outcome.REUSE)]),
    }
    assert asked[hook_of(signature)]()


def decided() -> Verdict:
    return Verdict(Ruling.DECIDED, Outcome.REUSE, frozenset({Outcome.REUSE}))


def test_the_tutorial_works_as_it_stands(tmp_path: Path) -> None:
    """Every command and every file of it, but for what needs a screen or a recorded day."""
    text = re.sub(r"^<!-- not run: .+ -->\n```sh\n.*?^```$", "", page("tutorial.md"), flags=re.MULTILINE | re.DOTALL)
    commands = [shlex.split(line, comments=True) for block in blocks(text, "sh") for line in block.splitlines()]
    begin, *rest = commands

    assert run(begin, tmp_path).returncode == 0
    files = written(text, tmp_path)
    results = [run(command, tmp_path) for command in rest]

    assert [each.returncode for each in results] == [0] * len(rest), [each.stdout + each.stderr for each in results]
    assert [file.name for file in files] == ["vacuum_hose.py", "test_vacuum_hose.py"]
    assert len(files[0].read_text(encoding="utf-8").splitlines()) <= 30


def test_the_tests_on_the_testing_page_pass(tmp_path: Path) -> None:
    """On the plugin that ``kiosk plugin new`` writes."""
    folder = begin_plugin("as_documented", tmp_path, "A partner")
    (folder / "tests" / "test_page.py").write_text("\n\n".join(blocks(page("testing.md"))), encoding="utf-8")

    tested = run(["pytest", "-q", "-W", "error", "tests/test_page.py"], folder)

    assert tested.returncode == 0, tested.stdout
    assert "4 passed" in tested.stdout


def test_every_fixture_is_documented_and_nothing_else() -> None:
    source = (ROOT / "kiosk" / "testing" / "fixtures.py").read_text(encoding="utf-8")

    documented = page("testing.md").partition("## Rules")[0]

    assert set(re.findall(r"^\| `(\w+)` \|", documented, re.MULTILINE)) == set(re.findall(r"@pytest.fixture\ndef (\w+)", source))


def test_every_rule_of_the_check_is_documented_and_nothing_else() -> None:
    """With its level and its sentence."""
    rules = [("manifest", "required", MANIFEST), ("api", "required", API)]
    rules += [(each.name, each.level.value, each.sentence) for each in (STARTS, *RULES)]

    assert re.findall(r"^\| `(\w+)` \| (\w+) \| (.+) \|$", page("testing.md").partition("## Rules")[2], re.MULTILINE) == rules


def test_the_plugin_on_the_page_about_datasets_reads_one(tmp_path: Path) -> None:
    """And works without it."""
    folder = begin_plugin("lamp_years", tmp_path, "A partner")
    manifest = (folder / "plugin.toml").read_text(encoding="utf-8")
    hooks = 'hooks = ["configure", "self_check", "identify"]\ndatasets = ["lamp_years"]'
    (folder / "plugin.toml").write_text(manifest.replace('hooks = ["questions", "assess"]', hooks), encoding="utf-8")
    assert written(page("datasets.md"), tmp_path) == [folder / "lamp_years.py"]
    plugin = InlinePlugin(folder)
    assert "missing" in plugin.self_check()[0].text

    (folder / "tests" / "datasets").mkdir()
    (folder / "tests" / "datasets" / "lamp_years.json").write_text('{"04242005045112": [2003]}')
    plugin.configure()

    assert plugin.identify(ean("4242005045112"))[0].years == (2003,)


def test_the_log_for_partners_knows_this_api() -> None:
    assert re.findall(r"^## (.+)$", page("api_changes.md"), re.MULTILINE)[0] == API_VERSION


def test_every_setting_of_a_plugin_of_ours_is_in_its_readme() -> None:
    """And no other is."""
    for manifest in ROOT.glob("plugins/*/plugin.toml"):
        named = set(tomllib.loads(manifest.read_text(encoding="utf-8")).get("settings", {}))
        readme = (manifest.parent / "README.md").read_text(encoding="utf-8")
        listed = re.search(r"^Settings, in .*?:\n\n((?:^[-\s].*\n)+)", readme, re.MULTILINE)

        assert set(re.findall(r"^- `(\w+)`", listed[1], re.MULTILINE) if listed else ()) == named, manifest


def test_no_example_is_longer_than_a_line_of_the_page() -> None:
    """Nobody reads code by scrolling sideways."""
    for file in PAGES.glob("*.md"):
        long = [
            line for block in blocks(file.read_text(encoding="utf-8")) for line in textwrap.dedent(block).splitlines() if len(line) > 150
        ]
        assert not long, file.name


def plugin_rows() -> dict[str, tuple[str, ...]]:
    """Return the cells of the table of our plugins, by name."""
    table = (ROOT / "plugins" / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| \[(\w+)\]\(\1/README.md\)(.*?) \|(.*?)\|(.*?)\|(.*?)\|(.*?)\|$", table, re.MULTILINE)
    return {name: tuple(cell.strip() for cell in cells) for name, *cells in rows}


def asked_by(folder: Path) -> set[str]:
    """Return the ids of every question a plugin asks about items of all kinds, with its own sample datasets."""
    plugin = InlinePlugin(folder)
    branded = [an_item("kettle", brand="Brandt", years=[2008])]
    return {each.id for item in (*items(), *branded) for each in plugin.questions(item)} if "questions" in plugin.manifest.hooks else set()


@pytest.mark.parametrize("folder", sorted(each.parent for each in ROOT.glob("plugins/*/plugin.toml")), ids=lambda each: each.name)
def test_the_table_of_our_plugins_says_what_they_are(folder: Path) -> None:
    """Hooks, questions, datasets, whether critical; the sources are named in the plugin's own README too."""
    critical, hooks, questions, datasets, sources = plugin_rows()[folder.name]
    manifest = tomllib.loads((folder / "plugin.toml").read_text(encoding="utf-8"))
    readme = " ".join((folder / "README.md").read_text(encoding="utf-8").split())

    assert hooks.split(", ") == manifest["hooks"]
    assert [each for each in datasets.split(", ") if each] == manifest.get("datasets", [])
    assert (critical == "(critical)") == manifest.get("critical", False)
    assert {each for each in questions.split(", ") if each} == asked_by(folder)
    assert sources
    assert all(each in readme for each in sources.split("; ") if folder.name != "rating_plate"), sources
