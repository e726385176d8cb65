"""Plugins that were installed as Python packages: entry points of the group ``kiosk.plugins``.

Only their metadata is read; where the package lies is asked without importing it. Its
``plugin.toml`` lies in the package.
"""

from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path

GROUP = "kiosk.plugins"


def installed_plugins() -> tuple[Path, ...]:
    """Return the folder of every installed plugin; one whose package is not to be found is a path that leads nowhere."""
    return tuple(_folder(each) for each in sorted(entry_points(group=GROUP), key=lambda each: each.name))


def _folder(point: EntryPoint) -> Path:
    package = point.module.partition(".")[0]
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else Path(package)
