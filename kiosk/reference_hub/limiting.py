"""How often one client may ask: more is refused with 429 and the seconds to wait.

Counted by each worker for itself, so several workers let through as many times as much: the
limits hold off a program that runs wild and codes tried at random, not a crowd. That is
the proxy's business.
"""

import hashlib

from flask import Flask, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

ENROLMENTS = "30/minute"
"""For each address: a code has 31 to the tenth forms and lives 15 minutes."""
REQUESTS = "6000/minute"
"""For each token: a kiosk that drains its queue sends a batch of 200 every 10 ms at best."""
_WAIT_S = 60


def limit(app: Flask) -> None:
    """Let the app refuse whoever asks too often."""
    limiter, enrolments, requests = FixedWindowRateLimiter(MemoryStorage()), parse(ENROLMENTS), parse(REQUESTS)

    @app.before_request
    def _count() -> None:
        if request.endpoint == "hub.enrol":
            _hit(limiter, enrolments, request.remote_addr or "")
        else:
            _hit(limiter, requests, hashlib.sha256(request.headers.get("Authorization", request.remote_addr or "").encode()).hexdigest())


def _hit(limiter: FixedWindowRateLimiter, item: RateLimitItem, who: str) -> None:
    if not limiter.hit(item, who):
        raise TooManyRequests(f"More than {item.amount} requests a minute are refused; wait a minute", retry_after=_WAIT_S)
