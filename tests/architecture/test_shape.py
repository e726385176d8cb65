"""How the code is kept, where a machine can check it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("kiosk/**/*.py"), *ROOT.glob("plugins/*/**/*.py")])
PRODUCT = [each for each in SOURCES if "tests" not in each.parts]
LONGEST_FILE = 250
LONGEST_FUNCTION = 50
EMPTY_NAMES = re.compile(r"(^|_)(utils?|helpers?|misc|common|manager|handler|info|data)s?\.py$")


def _functions(source: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def test_there_is_something_to_check() -> None:
    assert len(PRODUCT) > 50


def test_files_have_one_idea_and_at_most_250_lines() -> None:
    long = {
        str(each.relative_to(ROOT)): lines for each in PRODUCT if (lines := each.read_text(encoding="utf-8").count("\n")) > LONGEST_FILE
    }
    # errors.py is one tree, drawn once: every class with its words.
    long.pop("kiosk/errors.py", None)

    assert not long


def test_functions_have_at_most_50_lines() -> None:
    long = [
        f"{source.relative_to(ROOT)}:{each.lineno} {each.name}"
        for source in PRODUCT
        for each in _functions(source)
        if (each.end_lineno or each.lineno) - each.lineno + 1 > LONGEST_FUNCTION
    ]

    assert not long


def test_file_names_say_what_is_in_them() -> None:
    assert not [each.name for each in PRODUCT if EMPTY_NAMES.search(each.name)]


def test_only_the_clock_asks_what_time_it_is() -> None:
    """Devices and tests take the clock from outside."""
    asks = re.compile(r"\btime\.time\(|datetime\.(now|utcnow|today)\(|date\.today\(|CLOCK_BOOTTIME\b(?=\))")
    guilty = [str(each.relative_to(ROOT)) for each in PRODUCT if asks.search(each.read_text(encoding="utf-8"))]

    assert [each for each in guilty if each.startswith("kiosk/")] == ["kiosk/adapters/clock.py"]


def test_only_the_contract_knows_the_envelope() -> None:
    """Envelope, canonical bytes, chain and signature have one home."""
    knows = [str(each.relative_to(ROOT)) for each in PRODUCT if re.search(r"specversion|rfc8785", each.read_text(encoding="utf-8"))]

    assert knows
    assert all(each.startswith("kiosk/contract/") for each in knows)


def test_plugins_import_the_plugin_api_and_nothing_else_of_the_kiosk() -> None:
    for source in ROOT.glob("plugins/*/*/*.py"):
        if "tests" in source.parts:
            continue
        imported = re.findall(r"^\s*(?:from|import) (kiosk[\w.]*)", source.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(imported) <= {"kiosk.plugin_api"}, source


@pytest.mark.parametrize("source", [each for each in PRODUCT if each.name != "__main__.py"], ids=lambda each: str(each.relative_to(ROOT)))
def test_every_file_says_what_lives_in_it(source: Path) -> None:
    assert ast.get_docstring(ast.parse(source.read_text(encoding="utf-8")))


def test_no_reference_data_and_no_path_of_a_machine_is_in_the_project() -> None:
    """Reference data is reached through one variable, whose default only the Makefile knows."""
    text_files = [
        each for each in ROOT.rglob("*") if each.suffix in {".py", ".md", ".toml", ".cfg", ".sh", ".html", ".js", ".css", ".yaml"}
    ]
    ours = [each for each in text_files if not any(part.startswith(".") or part == "build" for part in each.relative_to(ROOT).parts)]
    told = re.compile(r"\.\./shared|/home/\w+/|/root/")

    assert not [str(each.relative_to(ROOT)) for each in ours if each != Path(__file__) and told.search(each.read_text(encoding="utf-8"))]
