"""For the tests of plugins: the fixtures ``item reading clock hub plugin isolated counter``, and what they give.

The fixtures are there wherever the kiosk is installed; see ``docs/plugins/testing.md``.
This is the only part of the kiosk, beside ``kiosk.plugin_api``, that is for partners.
Names are imported when they are used: pytest imports this package in every run.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.testing.clock import HandClock
    from kiosk.testing.conforming import mistakes
    from kiosk.testing.counter import Counter
    from kiosk.testing.hub import ListeningHub
    from kiosk.testing.inline import InlinePlugin
    from kiosk.testing.isolated import IsolatedPlugin
    from kiosk.testing.values import an_item, ean

__all__ = ["Counter", "HandClock", "InlinePlugin", "IsolatedPlugin", "ListeningHub", "an_item", "ean", "mistakes"]

_HOMES = {
    "Counter": "counter",
    "HandClock": "clock",
    "InlinePlugin": "inline",
    "IsolatedPlugin": "isolated",
    "ListeningHub": "hub",
    "an_item": "values",
    "ean": "values",
    "mistakes": "conforming",
}


def __getattr__(name: str) -> object:
    """Import a public name from where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"kiosk.testing has no {name}")
    return getattr(import_module(f"kiosk.testing.{_HOMES[name]}"), name)
