"""What a hand scanner does in the browser: it types codes without any field, and its cards press buttons."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from browser.hands import BY_HAND_S, keys, tap
from playwright.sync_api import Page, expect
from web.behind_counter import TAG_KEY, staffed
from web.counters import HAIRDRYER, KETTLE, Counter

from kiosk.adapters.scanner_line import scan_of
from kiosk.domain.command import text_of
from kiosk.web.serving import Serving

OpenCounter = Callable[..., Page]
Serve = Callable[..., Serving]
GAP_MS = 200


def on(page: Page, screen: str) -> None:
    expect(page.locator(f"body[data-screen={screen}]")).to_be_attached()


def scan(page: Page, text: str, end: str = "\n") -> None:
    """Type as a scanner does, wherever the focus is."""
    keys(page, f"{text}{end}")


@pytest.fixture
def typed_at(counter: Counter, served: Serve, opened: OpenCounter, tmp_path: Path) -> Callable[..., Page]:
    """Return what opens a page of a staffed kiosk that takes typed scans, set up as asked."""

    def begin(path: str = "/", port: int = 0, **framing: object) -> Page:
        counter.settings = msgspec.structs.replace(
            counter.settings, web=msgspec.structs.replace(counter.settings.web, scan_gap_ms=GAP_MS, **framing)
        )
        staffed(counter, tmp_path)
        serving = served(counter, port)
        serving.take_typed(scan_of)
        return opened(f"http://127.0.0.1:{serving.port}{path}")

    return begin


def card(name: str, key: bytes = TAG_KEY) -> str:
    return text_of(key, name)


def test_a_burst_is_a_code_and_what_a_hand_types_is_none(typed_at: Callable[..., Page], counter: Counter) -> None:
    """On any screen, with a button in focus; neither Enter nor a key that is held down does anything."""
    page = typed_at("/language")
    page.get_by_role("button", name="Français").focus()

    keys(page, KETTLE, BY_HAND_S)
    keys(page, "77777777", is_held=True)  # the browser repeats it faster than a hand types
    page.wait_for_timeout(5 * GAP_MS)
    on(page, "language")
    assert counter.desk.view().intake is None
    scan(page, KETTLE)

    on(page, "question")
    assert page.locator("html").get_attribute("lang") == "nl-BE"


@pytest.mark.parametrize("end", ["", "\t"], ids=["silence", "Tab"])
def test_a_scanner_that_sends_no_enter_is_understood(typed_at: Callable[..., Page], end: str) -> None:
    page = typed_at()

    scan(page, KETTLE, end)

    on(page, "question")


def test_what_lacks_the_prefix_and_suffix_is_no_scan(typed_at: Callable[..., Page], counter: Counter) -> None:
    """Set to control characters, as scanners can be: Ctrl+B before, Ctrl+C behind."""
    page = typed_at(scan_prefix="\x02", scan_suffix="\x03")
    scan(page, KETTLE)
    page.wait_for_timeout(5 * GAP_MS)
    assert counter.desk.view().intake is None

    scan(page, f"\x02{KETTLE}\x03", "")

    on(page, "question")


def test_a_scan_after_the_desk_was_started_again_is_not_lost(typed_at: Callable[..., Page]) -> None:
    """The page still has the token of the run before: it fetches the new one and hands the scan in again."""
    page = typed_at()
    page.evaluate("document.body.dataset.token = 'of the run before'")

    scan(page, KETTLE)

    on(page, "question")


def test_cards_do_what_fingers_do(typed_at: Callable[..., Page], counter: Counter) -> None:
    """From the idle screen to the receipt, back again, and through the pages beside it."""
    page = typed_at()
    for name, screen in (
        ("kind-kettle", "question"),
        ("yes", "verdict"),
        ("why", "why"),
        ("back", "verdict"),
        ("confirm", "receipt"),
        ("label", "label"),
        ("done", "idle"),
        ("recent", "recent"),
        ("undo", "idle"),
        ("nocode", "categories"),
        ("more", "categories"),
        ("kind-toaster", "choose"),
        ("recycle", "receipt"),
        ("undo", "idle"),
        ("scrap", "receipt"),
        ("done", "idle"),
        ("who", "who"),
        ("practice", "practice"),
        ("reuse", "practice_told"),
        ("back", "who"),
        ("choice-2", "idle"),
        ("who", "who"),
        ("language", "language"),
        ("language-fr", "idle"),
    ):
        scan(page, card(name))
        on(page, screen)

    assert page.locator("html").get_attribute("lang") == "fr-BE"
    assert [each.stage for each in counter.desk.latest(2)] == ["recorded", "cancelled"]


def test_a_stop_is_for_fingers(typed_at: Callable[..., Page]) -> None:
    """A card may report a danger; nothing but a finger acknowledges it. A card says why it is not obeyed."""
    page = typed_at()
    scan(page, card("danger-battery"))
    on(page, "stop")

    for name in ("confirm", "done", "yes", "choice-1"):
        scan(page, card(name))
        expect(page.locator(".said")).to_contain_text("KSK-582")
    on(page, "stop")
    page.wait_for_timeout(1500)
    tap(page, "Begrepen")

    on(page, "receipt")


@pytest.mark.parametrize("path", ["/", "/recent", "/who"])
def test_a_card_of_another_site_gets_a_sentence_on_any_page(typed_at: Callable[..., Page], counter: Counter, path: str) -> None:
    page = typed_at(path)

    scan(page, card("scrap", b"another site's key"))

    expect(page.locator(".said")).to_contain_text("Kaart van een andere plaats.")
    assert counter.ledger.told == []


def test_no_card_overrides_a_verdict(typed_at: Callable[..., Page]) -> None:
    page = typed_at()
    scan(page, HAIRDRYER)
    on(page, "verdict")

    scan(page, card("reuse"))

    expect(page.locator(".said")).to_contain_text("Die kaart past hier niet.")
    on(page, "verdict")
