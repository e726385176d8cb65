"""Import a plugin from its sources only, never from a ``__pycache__`` somebody left in its folder.

Bytecode there does not count for the seal, and Python would run it without looking at the
source it claims to come from.
"""

import sys
from importlib.machinery import EXTENSION_SUFFIXES, SOURCE_SUFFIXES, ExtensionFileLoader, FileFinder, SourceFileLoader
from pathlib import Path
from typing import NoReturn


class _SourceOnly(SourceFileLoader):
    """Loads modules and neither reads nor writes their bytecode."""

    def path_stats(self, path: object) -> NoReturn:
        """Refuse to tell how old a source is: without that, Python leaves bytecode alone."""
        raise OSError(f"{path} is always read from its source")


def from_source(folder: Path) -> None:
    """Make this process import whatever lies in or below the folder from its sources."""
    inside = folder.resolve()
    # An installed package is imported from the folder around it.
    beside = {inside.parent} if (inside / "__init__.py").exists() else set()

    def finder(entry: str) -> FileFinder:
        place = Path(entry).resolve()
        if place in beside or place == inside or inside in place.parents:
            return FileFinder(entry, (ExtensionFileLoader, EXTENSION_SUFFIXES), (_SourceOnly, SOURCE_SUFFIXES))
        raise ImportError(f"{entry} is not the plugin's")

    sys.path_hooks.insert(0, finder)
    for known in [each for each in sys.path_importer_cache if Path(each).resolve() in beside]:
        del sys.path_importer_cache[known]
