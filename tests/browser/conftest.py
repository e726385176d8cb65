"""A real Chromium with a touchscreen, in front of a real desk."""

import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import MappingProxyType

import msgspec
import pytest
from browser.panels import SMALL, PanelSize
from web.counters import PLUGINS, Counter, counter_with

from kiosk.domain.opinion import Abstention, Cause
from kiosk.web.serving import Serving, serve

playwright_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed; run make test")
CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
]
WAIT_MS = 10_000
AWAY = ("ERR_", "503")
"""What a browser says of a desk that is away or is starting: no fault of the page's."""
NO_COOKIES: Mapping[str, str] = MappingProxyType({})
Opened = Callable[..., "playwright_api.Page"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none, and say so."""
    if CHROMIUM.exists():
        return
    skip = pytest.mark.skip(reason=f"{CHROMIUM} is not there; make test installs it through apt, or: apt-get install chromium")
    for each in items:
        if Path(__file__).parent in each.path.parents:
            each.add_marker(skip)


@pytest.fixture(scope="session")
def chromium() -> Iterator["playwright_api.Browser"]:
    """Start Debian's Chromium once."""
    # The wrapper script of Debian looks for things a container does not have; the program itself is beside it.
    with playwright_api.sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(autouse=True, scope="module")
def _belgian_time() -> Iterator[None]:
    """Pictures show a clock: it stands where the kiosk stands."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Europe/Brussels"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


@pytest.fixture
def counter() -> Counter:
    """The counter of the screen tests: the real desk on a ledger that forgets, with one silent plugin."""
    return counter_with(*PLUGINS, silent=(Abstention("terugroeplijst", Cause.LATE),))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Callable[[Counter], Serving]]:
    """Return what serves a counter on a free port until the test ends."""
    with ExitStack() as open_ones:

        def begin(counter: Counter, port: int = 0) -> Serving:
            web = msgspec.structs.replace(counter.settings.web, port=port)
            settings = msgspec.structs.replace(counter.settings, web=web)
            serving = serve(counter.desk, settings, tmp_path / "desk.sock", tmp_path / "preview", counter.backroom)
            open_ones.callback(serving.close)
            return serving

        (tmp_path / "preview").mkdir()
        yield begin


@pytest.fixture(scope="session")
def first_page(chromium: "playwright_api.Browser") -> "playwright_api.Page":
    """Return a page every test may have, one after the other: a new one takes longer than what most tests do with it."""
    return _new_page(chromium)


def _new_page(chromium: "playwright_api.Browser") -> "playwright_api.Page":
    context = chromium.new_context(viewport={"width": SMALL.width, "height": SMALL.height}, has_touch=True, reduced_motion="reduce")
    context.set_default_timeout(WAIT_MS)
    return context.new_page()


def _wiped(page: "playwright_api.Page") -> None:
    """Leave nothing of a test on the page."""
    page.unroute_all()
    page.goto("about:blank")
    page.context.clear_cookies()


@pytest.fixture
def opened(chromium: "playwright_api.Browser", first_page: "playwright_api.Page") -> Iterator[Opened]:
    """Return what opens a page as a panel of a size shows it; pages may not complain in their console."""
    complaints: list[str] = []

    def heed(said: "playwright_api.ConsoleMessage") -> None:
        complaints.extend([said.text] if said.type == "error" else [])

    def fail(error: "playwright_api.Error") -> None:
        complaints.append(str(error))

    free = [first_page]
    with ExitStack() as open_ones:

        def begin(
            address: str, panel: PanelSize = SMALL, cookies: Mapping[str, str] = NO_COOKIES, *, has_clock: bool = False
        ) -> "playwright_api.Page":
            if has_clock or not free:  # a clock that is set cannot be let go of
                page = _new_page(chromium)
                open_ones.callback(page.context.close)
            else:
                page = free.pop()
                open_ones.callback(_wiped, page)
            page.on("console", heed)
            page.on("pageerror", fail)
            open_ones.callback(page.remove_listener, "console", heed)
            open_ones.callback(page.remove_listener, "pageerror", fail)
            page.set_viewport_size({"width": panel.width, "height": panel.height})
            held = {"language": "nl", **cookies}
            page.context.add_cookies([{"name": name, "value": value, "url": address} for name, value in held.items()])
            if has_clock:
                page.clock.install()
            page.goto(address)
            return page

        yield begin
    assert [each for each in complaints if not any(away in each for away in AWAY)] == []


@pytest.fixture
def open_counter(served: Callable[[Counter], Serving], opened: Opened) -> Callable[..., "playwright_api.Page"]:
    """Return what serves a counter and opens a page of it."""

    def begin(
        counter: Counter, path: str = "/", panel: PanelSize = SMALL, cookies: Mapping[str, str] = NO_COOKIES
    ) -> "playwright_api.Page":
        return opened(f"http://127.0.0.1:{served(counter).port}{path}", panel, cookies)

    return begin


@pytest.fixture
def chromium_without_script(chromium: "playwright_api.Browser") -> Iterator[Callable[[str], "playwright_api.Page"]]:
    """Return what opens a page in a browser that runs no script."""
    with ExitStack() as open_ones:

        def begin(address: str) -> "playwright_api.Page":
            context = chromium.new_context(viewport={"width": SMALL.width, "height": SMALL.height}, java_script_enabled=False)
            open_ones.callback(context.close)
            page = context.new_page()
            page.goto(address)
            return page

        yield begin
