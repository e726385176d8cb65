"""A finger in a glove: it comes down, stays a moment, perhaps slips, and is lifted."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page

HOLD_MS = 80


def tap(page: Page, name: str, *, hold_ms: float = HOLD_MS, slip_px: float = 0) -> None:
    """Tap the button of that name, once the screen takes touches."""
    page.wait_for_timeout(400)  # people look before they tap; a new screen takes no touch for 350 ms
    touch(page, page.get_by_role("button", name=name, exact=True), hold_ms=hold_ms, slip_px=slip_px)


def touch(page: Page, target: Locator, *, hold_ms: float = HOLD_MS, slip_px: float = 0) -> None:
    """Touch the middle of something at once."""
    box = target.bounding_box()
    assert box is not None
    with finger(page, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, slip_px):
        page.wait_for_timeout(hold_ms)


@contextmanager
def finger(page: Page, x: float, y: float, slip_px: float = 0) -> Iterator[None]:
    """Hold a finger down for the time of the block."""
    glass = page.context.new_cdp_session(page)
    glass.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    yield
    if slip_px:
        glass.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x + slip_px, "y": y}]})
    glass.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    glass.detach()
