"""Waiting for a condition, with a bound."""

import time
from collections.abc import Callable


def wait_until(is_so: Callable[[], object], timeout_s: float, what: str) -> None:
    """Return as soon as it is so; fail in words when the time is over."""
    deadline = time.monotonic() + timeout_s
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"after {timeout_s:.0f} s still not: {what}")
        time.sleep(0.2)
