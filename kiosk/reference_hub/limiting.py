"""How often one client may ask: more is refused with 429 and the seconds to wait.

Counted by each worker for itself, so each of several lets its part through: together never more
than one alone. A client that keeps one connection meets one worker, and so that part. The
limits hold off a program that runs wild and codes tried at random, not a crowd. That is
the proxy's business.
"""

import hashlib
import math

from flask import Flask, request
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

ENROLMENTS = 30
"""A minute, for each address: a code has 31 to the tenth forms and lives 15 minutes."""
REQUESTS = 6000
"""A minute, for each token: a kiosk that drains its queue sends a batch of 200 every 10 ms at best."""
_WAIT_S = 60


def limit(app: Flask, workers: int) -> None:
    """Let the app, one of so many workers, refuse whoever asks it too often."""
    limiter = FixedWindowRateLimiter(MemoryStorage())
    enrolments, requests = (parse(f"{math.ceil(most / workers)}/minute") for most in (ENROLMENTS, REQUESTS))

    @app.before_request
    def _count() -> None:
        if request.endpoint == "hub.enrol":
            _hit(limiter, enrolments, request.remote_addr or "")
        else:
            _hit(limiter, requests, hashlib.sha256(request.headers.get("Authorization", request.remote_addr or "").encode()).hexdigest())


def _hit(limiter: FixedWindowRateLimiter, item: RateLimitItem, who: str) -> None:
    if not limiter.hit(item, who):
        raise TooManyRequests(f"Too many requests: one worker of this hub takes {item.amount} a minute; wait a minute", retry_after=_WAIT_S)
