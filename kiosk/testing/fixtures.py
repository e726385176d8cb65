"""The fixtures, as a pytest plugin: pytest finds them by the entry point ``pytest11``.

pytest imports this file in every run, so it imports the kiosk only when a fixture is used.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from kiosk.plugin_api import Item, Reading
    from kiosk.testing import Counter, HandClock, InlinePlugin, IsolatedPlugin, ListeningHub


@pytest.fixture
def plugin_folder(request: pytest.FixtureRequest) -> Path:
    """Give the folder of the plugin under test: the nearest one above the test that holds a plugin.toml."""
    for folder in request.path.parents:
        if (folder / "plugin.toml").is_file():
            return folder
    pytest.fail(f"no folder above {request.path} holds a plugin.toml", pytrace=False)


@pytest.fixture
def item() -> "Callable[..., Item]":
    """Give what makes an item: ``item("kettle", years=(1990,))``."""
    from kiosk.testing import an_item

    return an_item


@pytest.fixture
def reading() -> "Callable[..., Reading]":
    """Give what makes a reading: ``reading("4242005045112")``, ``reading("SN-1", "code128")``."""
    from kiosk.testing.values import Readings

    return Readings()


@pytest.fixture
def clock() -> "HandClock":
    """Give a clock that is set by hand."""
    from kiosk.testing import HandClock

    return HandClock()


@pytest.fixture
def hub() -> "ListeningHub":
    """Give a hub that takes every event and remembers it."""
    from kiosk.testing import ListeningHub

    return ListeningHub()


@pytest.fixture
def plugin(plugin_folder: Path) -> "InlinePlugin":
    """Give the plugin under test, in this process."""
    from kiosk.testing import InlinePlugin

    return InlinePlugin(plugin_folder)


@pytest.fixture
def isolated(plugin_folder: Path) -> "Iterator[IsolatedPlugin]":
    """Give the plugin under test, in a worker process of its own."""
    from kiosk.testing.isolated import isolated_plugin

    with isolated_plugin(plugin_folder) as running:
        yield running


@pytest.fixture
def counter(plugin: "InlinePlugin", clock: "HandClock", hub: "ListeningHub", tmp_path: Path) -> "Iterator[Counter]":
    """Give the whole desk with the plugin under test: ``counter.scan(code).answer(works="no").verdict``."""
    from kiosk.testing import Counter

    desk = Counter(tmp_path, [plugin], clock, hub)
    try:
        yield desk
    finally:
        desk.close()
