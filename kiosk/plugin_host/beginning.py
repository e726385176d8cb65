"""Write a new plugin from the template in ``kiosk/scaffold``; it passes every rule as it stands."""

import re
import sys
from importlib.resources import files
from pathlib import Path

from kiosk.errors import PluginNotBegun
from kiosk.plugin_api import API_VERSION

TEMPLATE = {
    "plugin.toml.txt": "plugin.toml",
    "README.md.txt": "README.md",
    "module.py.txt": "{{name}}.py",
    "test_module.py.txt": "tests/test_{{name}}.py",
}
"""What becomes of each file of the template."""
_NAME = re.compile(r"[a-z][a-z0-9_]{1,31}", re.ASCII)


def begin_plugin(name: str, where: Path, author: str) -> Path:
    """Write a working plugin of that name into a new folder and return it.

    :raises PluginNotBegun: the name cannot be a plugin's, or the folder exists.
    """
    folder = where / name
    if not _NAME.fullmatch(name):
        raise PluginNotBegun(name, "a name has 2 to 32 lower-case letters, digits and _, and begins with a letter")
    if name in sys.stdlib_module_names or name == "kiosk":
        raise PluginNotBegun(name, "a module of Python or of the kiosk is called so")
    if folder.exists():
        raise PluginNotBegun(name, f"{folder} is there already")
    words = {"{{name}}": name, "{{author}}": _quoted(author), "{{api}}": API_VERSION}
    for template, target in TEMPLATE.items():
        file = folder / _filled(target, words)
        text = _filled((files("kiosk") / "scaffold" / template).read_text(encoding="utf-8"), words)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise PluginNotBegun(name, str(error)) from error
    return folder


def _filled(text: str, words: dict[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def _quoted(author: str) -> str:
    """Return the text as it may stand between the quotes of a TOML string."""
    return author.replace("\\", "\\\\").replace('"', '\\"')
