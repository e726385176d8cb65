"""Docs and code say the same."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kiosk import __version__, errors
from kiosk.cli import main

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def _error_classes() -> list[type[errors.KioskError]]:
    return [
        each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, errors.KioskError) and "code" in vars(each)
    ]


def test_every_error_has_its_own_code() -> None:
    codes = [each.code for each in _error_classes()]

    assert len(codes) == len(set(codes))


def test_the_tree_in_the_docstring_is_the_tree_in_the_code() -> None:
    drawn = dict(re.findall(r"── (\w+)\s+(KSK-\d+)", errors.__doc__ or ""))

    assert drawn == {each.__name__: each.code for each in _error_classes() if each is not errors.KioskError}


def test_generated_pages_are_up_to_date_and_no_link_is_dead() -> None:
    """What ``make docs`` would write is what is there."""
    check = subprocess.run([sys.executable, "docs/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert check.stdout == ""
    assert check.returncode == 0


def _commands(group: click.Group, words: tuple[str, ...] = ("kiosk",)) -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, (*words, name))
        else:
            yield " ".join((*words, name))


def test_every_command_is_documented_and_nothing_else() -> None:
    documented = set(re.findall(r"^## `(kiosk [a-z ]+?)`", (DOCS / "commands.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert documented == set(_commands(main))


def test_one_scan_walks_through_files_that_exist() -> None:
    """Each step of the straight line names its file, and the function in it."""
    page = (DOCS / "one-scan.md").read_text(encoding="utf-8")
    named = re.findall(r"`((?:kiosk|plugins)/[\w/.]+\.(?:py|sql|js|html|toml))(?::(\w+))?`", page)

    assert len(named) > 12
    for file, function in named:
        source = ROOT / file
        assert source.exists(), file
        assert not function or re.search(rf"\b(def|class) {function}\b", source.read_text(encoding="utf-8")), f"{file}:{function}"


def test_the_readme_is_one_page() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 60
    for needed in ("make run", "make test", "docs/one-scan.md", "docs/pictures/"):
        assert needed in "\n".join(lines)


def test_the_changelog_knows_this_version() -> None:
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda page: page.name)
def test_pages_begin_with_their_name(page: Path) -> None:
    assert page.read_text(encoding="utf-8").startswith("# ")
