"""The words of the command line: each is found in its file, and a role carries none of the others about."""

import importlib
import pkgutil
import subprocess
import sys

import kiosk.cli
from kiosk.cli.main import FAMILIES

OTHERS = ("cryptography", "pluggy", "flask", "sqlalchemy", "numpy", "kiosk.cli.hub", "kiosk.plugin_host")
PARTS = {"hub_export", "hub_items", "plugin_kit"}
"""Of the commands hub and plugin."""


def test_every_word_is_in_the_file_that_is_named_for_it() -> None:
    modules = {each.name: importlib.import_module(f"kiosk.cli.{each.name}") for each in pkgutil.iter_modules(kiosk.cli.__path__)}

    found = {name: {each.name for each in module.COMMANDS} for name, module in modules.items() if hasattr(module, "COMMANDS")}

    assert {name: words for name, words in found.items() if name not in PARTS} == {name: set(words) for name, words in FAMILIES.items()}


def test_a_role_that_starts_has_loaded_no_other_commands() -> None:
    """What it loads it keeps for months, on a machine with one gigabyte."""
    code = f"import sys; sys.argv = ['kiosk', 'run', 'capture', '--help']\nfrom kiosk.cli import main\ntry: main()\nexcept SystemExit: print([each for each in {OTHERS} if each in sys.modules])"

    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said.splitlines()[-1] == "[]"
