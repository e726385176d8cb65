"""What counts as a tap, and how many an item needs."""

from collections.abc import Callable

import pytest
from browser.hands import HOLD_MS, keys, tap, touch, touch_at
from playwright.sync_api import Page, expect
from web.counters import HAIRDRYER, KETTLE, PHONE, Counter

from kiosk.domain.question import HAZARD

NOTE_SHOWN = """() => new MutationObserver(() => { window.shownAt = performance.timeOrigin + performance.now(); })
  .observe(document.body, { attributes: true, attributeFilter: ["data-screen"] })"""
"""Keep when the page last changed its screen."""

OpenCounter = Callable[..., Page]


def told(counter: Counter) -> list[str]:
    return [str(each.data.get("outcome")) for each in counter.ledger.told]


def on(page: Page, screen: str) -> None:
    expect(page.locator(f"body[data-screen={screen}]")).to_be_attached()


def test_obvious_scrap_takes_one_tap(counter: Counter, open_counter: OpenCounter) -> None:
    page = open_counter(counter)

    tap(page, "Kapot")

    on(page, "receipt")
    assert told(counter) == ["recycle"]


def test_an_item_with_a_code_takes_two_taps(counter: Counter, open_counter: OpenCounter) -> None:
    """The scan appears by itself; one answer, one confirmation."""
    page = open_counter(counter)
    counter.scan(KETTLE)
    on(page, "question")

    tap(page, "Ja")
    on(page, "verdict")
    tap(page, "Klopt")

    on(page, "receipt")
    assert told(counter) == ["reuse"]


def test_a_tap_fetches_its_page_once(counter: Counter, open_counter: OpenCounter) -> None:
    """The desk tells of the change the tap has made, too; the page that came with the tap shows it already."""
    page = open_counter(counter)
    counter.scan(KETTLE)
    on(page, "question")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.method} {request.url.rpartition('/')[2]}"))

    tap(page, "Ja")
    on(page, "verdict")
    tap(page, "Klopt")
    on(page, "receipt")

    assert [each for each in asked if each.startswith("POST") or each == "GET "] == ["POST answer", "GET ", "POST confirm", "GET "]


def test_an_item_without_a_code_takes_four_taps(counter: Counter, open_counter: OpenCounter) -> None:
    """*Geen code*, what it is, one answer, *Klopt*."""
    page = open_counter(counter)

    for step, screen in (("Geen code", "categories"), ("Waterkoker", "question"), ("Nee", "verdict"), ("Klopt", "receipt")):
        tap(page, step)
        on(page, screen)

    assert told(counter) == ["repair"]


def test_undo_takes_one_tap_on_the_receipt(counter: Counter, open_counter: OpenCounter) -> None:
    counter.scan(HAIRDRYER)
    counter.desk.confirm()
    page = open_counter(counter)

    tap(page, "Toch niet")

    on(page, "idle")
    assert counter.desk.latest(1)[0].stage == "cancelled"


def test_undo_takes_two_taps_from_the_idle_screen(counter: Counter, open_counter: OpenCounter) -> None:
    """One on 01b; two by way of *Laatste*."""
    counter.scan(HAIRDRYER)
    counter.desk.confirm()
    counter.desk.done()
    page = open_counter(counter)

    tap(page, "Laatste")
    on(page, "recent")
    touch_undo = page.get_by_role("button").filter(has_text="Toch niet")
    page.wait_for_timeout(400)
    touch(page, touch_undo)

    on(page, "idle")
    assert counter.desk.latest(1)[0].stage == "cancelled"


def test_an_older_item_is_corrected_in_three_taps(counter: Counter, open_counter: OpenCounter) -> None:
    counter.scan(HAIRDRYER)
    counter.desk.confirm()
    counter.desk.done()
    counter.clock.wait(600)
    page = open_counter(counter)

    for step, screen in (("Laatste", "recent"), ("Verbeter", "improve"), ("Herstel", "idle")):
        tap(page, step)
        on(page, screen)

    assert told(counter) == ["recycle", "repair"]


@pytest.mark.parametrize(
    ("hold_ms", "slip_px"), [(0, 0), (1000, 0), (HOLD_MS, 60)], ids=["a drop of rain", "a sleeve that leans", "a finger that slips"]
)
def test_what_is_no_tap_presses_nothing(counter: Counter, open_counter: OpenCounter, hold_ms: float, slip_px: float) -> None:
    """40 to 900 ms, within 8 mm."""
    page = open_counter(counter)

    tap(page, "Kapot", hold_ms=hold_ms, slip_px=slip_px)
    page.wait_for_timeout(200)

    on(page, "idle")
    assert told(counter) == []


def test_a_new_screen_ignores_touches_for_a_moment(counter: Counter, open_counter: OpenCounter) -> None:
    """The second bounce of a tap, or rain, does not answer the question that came up under it."""
    page = open_counter(counter)
    page.evaluate(NOTE_SHOWN)
    counter.scan(KETTLE)
    on(page, "question")
    shown_s = page.evaluate("window.shownAt / 1000")
    yes = page.get_by_role("button", name="Ja", exact=True)

    touch_at(page, yes, shown_s + 0.2)
    page.wait_for_timeout(200)
    on(page, "question")
    touch_at(page, yes, shown_s + 0.5)

    on(page, "verdict")


def test_a_stop_is_not_acknowledged_in_the_first_second_and_a_half(counter: Counter, open_counter: OpenCounter) -> None:
    """The button is dashed until somebody has had time to read."""
    page = open_counter(counter)
    counter.scan(PHONE)
    counter.desk.answer(HAZARD, "battery")
    on(page, "stop")
    button = page.get_by_role("button", name="Begrepen", exact=True)
    expect(button).to_have_class("btn main wait")

    tap(page, "Begrepen")
    on(page, "stop")
    expect(button).to_have_class("btn main")
    tap(page, "Begrepen")

    on(page, "receipt")
    assert told(counter) == ["None", "None"]


def test_danger_is_one_tap_away_and_never_lost(counter: Counter, open_counter: OpenCounter) -> None:
    """From the question, too; calling the supervisor leaves the danger on the screen."""
    page = open_counter(counter)
    counter.scan(KETTLE)
    on(page, "question")

    tap(page, "Gevaar")
    on(page, "danger")
    tap(page, "Batterij")
    on(page, "stop")
    tap(page, "Chef roepen")

    expect(page.locator(".called")).to_contain_text("Chef geroepen")
    on(page, "stop")


def test_what_a_scanner_types_is_a_code_and_presses_no_button(counter: Counter, open_counter: OpenCounter) -> None:
    """Without any field or focus; here no program takes it, so nothing happens at all."""
    page = open_counter(counter)
    page.get_by_role("button", name="Kapot", exact=True).focus()

    keys(page, f"{KETTLE}\n")
    page.wait_for_timeout(200)

    on(page, "idle")
    assert told(counter) == []
