"""A finger in a glove: it comes down, stays a moment, perhaps slips, and is lifted."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page

HOLD_MS = 80


def tap(page: Page, name: str, *, hold_ms: float = HOLD_MS, slip_px: float = 0) -> None:
    """Tap the button of that name, once the screen takes touches."""
    page.wait_for_timeout(400)  # people look before they tap; a new screen takes no touch for 350 ms
    touch(page, page.get_by_role("button", name=name, exact=True), hold_ms=hold_ms, slip_px=slip_px)


def touch_at(page: Page, target: Locator, at_s: float) -> None:
    """Touch the middle of something at a moment since 1970: it is told with the touch, however late a busy machine is."""
    x, y = _middle(target)
    glass = page.context.new_cdp_session(page)
    down = {"type": "touchStart", "touchPoints": [{"x": x, "y": y}], "timestamp": at_s}
    glass.send("Input.dispatchTouchEvent", down)
    glass.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": [], "timestamp": at_s + HOLD_MS / 1000})
    glass.detach()


def _middle(target: Locator) -> tuple[float, float]:
    box = target.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def touch(page: Page, target: Locator, *, hold_ms: float = HOLD_MS, slip_px: float = 0) -> None:
    """Touch the middle of something at once."""
    with finger(page, *_middle(target), slip_px):
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


FAST_S, BY_HAND_S = 0.005, 0.3
ENDS = {"\n": ("Enter", "\r"), "\t": ("Tab", "")}
CONTROL = 2
"""The modifier of the browser's protocol."""


def keys(page: Page, text: str, apart_s: float = FAST_S, *, is_held: bool = False) -> None:
    """Type a text wherever the focus is, keys so far apart: the time is told with each key, so a busy machine types as fast.

    A control character is Ctrl with its letter, as scanners send it. A key that is held repeats.
    """
    keyboard = page.context.new_cdp_session(page)
    begun_s = time.time()
    for number, character in enumerate(text):
        is_control = character < " " and character not in ENDS
        letter = chr(ord(character) | 0x60) if is_control else character
        key, typed = ENDS.get(character, (letter, "" if is_control else letter))
        at = {"key": key, "modifiers": CONTROL if is_control else 0, "timestamp": begun_s + number * apart_s}
        keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": typed, "autoRepeat": is_held and number > 0, **at})
        if not is_held:
            keyboard.send("Input.dispatchKeyEvent", {"type": "keyUp", **at})
    keyboard.detach()
