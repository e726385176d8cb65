"""What the screen does by itself: it follows the desk, comes back after it, and minds the time."""

import threading
from collections.abc import Callable

import pytest
from browser.hands import BY_HAND_S, keys, tap
from browser.measuring import axe_violations
from fakes import Says
from playwright.sync_api import Page, expect
from web.counters import HAIRDRYER, KETTLE, PHONE, PLUGINS, Counter, counter_with

from kiosk.adapters.scanner_line import scan_of
from kiosk.domain.item import Item
from kiosk.domain.opinion import Opinion
from kiosk.domain.question import HAZARD, Answers
from kiosk.ports import Backlog
from kiosk.web.serving import Serving

OpenCounter = Callable[..., Page]
Serve = Callable[..., Serving]
RECOVERED_MS = 3000


def on(page: Page, screen: str, timeout_ms: float = 5000) -> None:
    expect(page.locator(f"body[data-screen={screen}]")).to_be_attached(timeout=timeout_ms)


def test_the_screen_comes_back_after_the_desk(counter: Counter, served: Serve, opened: OpenCounter) -> None:
    """It says that all is kept, then shows the same question again within three seconds of the desk's return."""
    first = served(counter)
    port = first.port
    page = opened(f"http://127.0.0.1:{port}/")
    counter.scan(KETTLE)
    on(page, "question")

    first.close()
    expect(page.locator("#away")).to_be_visible()
    expect(page.locator("#away")).to_contain_text("Alles is bewaard.")
    violations = axe_violations(page)
    served(counter, port)

    expect(page.locator("#away")).to_be_hidden(timeout=RECOVERED_MS)
    on(page, "question")
    assert violations == []


def test_a_fault_anywhere_appears_and_goes_away(counter: Counter, open_counter: OpenCounter) -> None:
    """The hub, then the camera: one line at a time, never in the way."""
    page = open_counter(counter)
    strip = page.locator(".strip")

    counter.network.backlog = Backlog("epoch", 23, 23, 0, "The hub cannot be reached (KSK-410)")
    counter.desk.refresh()
    expect(strip).to_contain_text("Geen net. Bewaard: 23")
    counter.desk.report({"camera": "Camera 0 gives no picture; check its plug (KSK-130)"})
    expect(strip).to_contain_text("Camera weg")
    expect(page.locator("h1")).to_contain_text("Neem de scanner")
    counter.desk.report({})
    counter.network.backlog = Backlog("epoch", 0, 0, 0)
    counter.desk.refresh()

    expect(strip).to_have_count(0)


def test_a_plugin_that_hangs_is_seen_thinking(open_counter: OpenCounter) -> None:
    """*Even kijken* while it thinks, the verdict when it is done; the page stays alive."""
    thought = threading.Event()

    def think(_item: Item, _answers: Answers) -> list[Opinion]:
        thought.wait(5)
        return []

    slow = Says("slow", assess=think)
    counter = counter_with(*PLUGINS, slow)
    page = open_counter(counter)
    scanning = threading.Thread(target=counter.scan, args=(HAIRDRYER,))

    scanning.start()
    expect(page.locator("#looking")).to_be_visible()
    violations = axe_violations(page)
    thought.set()

    on(page, "verdict")
    expect(page.locator("#looking")).to_be_hidden()
    scanning.join()
    assert violations == []


def test_who_walks_away_from_a_question_finds_the_idle_screen(counter: Counter, served: Serve, opened: OpenCounter) -> None:
    """45 seconds without a touch; nothing is told to the hub."""
    page = opened(f"http://127.0.0.1:{served(counter).port}/", has_clock=True)
    counter.scan(KETTLE)
    on(page, "question")

    page.clock.run_for(46_000)

    on(page, "idle")
    assert counter.ledger.told == []


def test_a_danger_nobody_answers_is_recorded_as_set_aside(counter: Counter, served: Serve, opened: OpenCounter) -> None:
    page = opened(f"http://127.0.0.1:{served(counter).port}/", has_clock=True)
    counter.scan(PHONE)
    on(page, "question")

    page.clock.run_for(46_000)

    on(page, "receipt")
    assert [each.data["outcome"] for each in counter.ledger.told] == [None]


@pytest.mark.parametrize(("code", "answers"), [(HAIRDRYER, ()), (PHONE, ((HAZARD, "battery"),))], ids=["verdict", "stop"])
def test_a_verdict_and_a_stop_never_disappear(
    counter: Counter, served: Serve, opened: OpenCounter, code: str, answers: tuple[tuple[str, str], ...]
) -> None:
    page = opened(f"http://127.0.0.1:{served(counter).port}/", has_clock=True)
    counter.scan(code)
    for question, choice in answers:
        counter.desk.answer(question, choice)
    on(page, "stop" if answers else "verdict")

    page.clock.run_for(120_000)

    on(page, "stop" if answers else "verdict")


def test_a_keyboard_scanner_works_on_any_screen(counter: Counter, served: Serve, opened: OpenCounter) -> None:
    """No field, no focus: a burst of keys with Enter is a code, what a hand types is not."""
    serving = served(counter)
    serving.take_typed(scan_of)
    page = opened(f"http://127.0.0.1:{serving.port}/language")

    keys(page, f"{KETTLE}\n", BY_HAND_S)
    on(page, "language")
    keys(page, f"{KETTLE}\n")

    on(page, "question")


def test_a_page_works_without_its_script(counter: Counter, served: Serve, chromium_without_script: OpenCounter) -> None:
    """Everything but live updates: forms are forms."""
    page = chromium_without_script(f"http://127.0.0.1:{served(counter).port}/")
    counter.scan(KETTLE)

    page.reload()
    page.get_by_role("button", name="Ja", exact=True).click()
    page.get_by_role("button", name="Klopt", exact=True).click()

    on(page, "receipt")
    assert [each.data["outcome"] for each in counter.ledger.told] == ["reuse"]


def test_nothing_is_asked_of_anybody_else(counter: Counter, served: Serve, opened: OpenCounter) -> None:
    """Every request of every page goes to the desk."""
    address = f"http://127.0.0.1:{served(counter).port}"
    page = opened(address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.reload()
    counter.scan(KETTLE)
    on(page, "question")
    tap(page, "Ja")
    on(page, "verdict")

    assert asked
    assert [each for each in asked if not each.startswith(f"{address}/")] == []


def test_a_sentence_gives_way_to_what_it_covers(counter: Counter, served: Serve, opened: OpenCounter) -> None:
    """Six seconds are enough to read it."""
    page = opened(f"http://127.0.0.1:{served(counter).port}/?said=KSK-580", has_clock=True)
    expect(page.locator(".said")).to_be_visible()

    page.clock.run_for(6_500)

    expect(page.locator(".said")).to_have_count(0)
