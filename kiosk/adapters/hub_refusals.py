"""What an answer other than success means: come back later, send less, stop."""

import email.utils
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import TypeVar

import msgspec

from kiosk.adapters.hub_wire import Answer
from kiosk.contract.answers import Refusal
from kiosk.domain.text import plain
from kiosk.errors import BatchRefused, HubBusy, HubError, HubRefusesKiosk, HubTalksNonsense, HubWantsLess

_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_ABOUT_A_BATCH = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY})
_T = TypeVar("_T")


def refusal(answer: Answer, batch: str = "") -> HubError:
    """Return what a status other than success means; `batch` is the name of the batch it answers."""
    told = _told(answer)
    if told and batch and told.about == batch and answer.status in _ABOUT_A_BATCH:
        return BatchRefused(answer.status, plain(told.detail))
    match answer.status:
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return HubWantsLess()
        case status if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return HubBusy(status, _retry_after_s(answer.headers))
        case status if status >= HTTPStatus.BAD_REQUEST:
            return HubRefusesKiosk(status, detail(answer))
        case status:
            return HubTalksNonsense(f"status {status}")


def detail(answer: Answer) -> str:
    """Return the hub's own sentence, as far as it gave one."""
    told = _told(answer)
    return plain(told.detail) if told else f"status {answer.status}"


def parsed(answer: Answer, wanted: type[_T]) -> _T:
    """Return the body as the contract has it.

    :raises HubTalksNonsense: it is something else.
    """
    try:
        return msgspec.json.decode(answer.body, type=wanted)
    except ValueError as error:
        raise HubTalksNonsense(plain(str(error))) from error


def _told(answer: Answer) -> Refusal | None:
    try:
        return msgspec.json.decode(answer.body, type=Refusal)
    except ValueError:
        return None


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Return the wait the hub wishes. A date counts from the hub's own, since this machine's clock may be wrong."""
    wish = headers.get("Retry-After", "")
    try:
        seconds = float(wish)
    except ValueError:
        seconds = _seconds_between(headers.get("Date", ""), wish)
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def _seconds_between(earlier: str, later: str) -> float:
    try:
        return (email.utils.parsedate_to_datetime(later) - email.utils.parsedate_to_datetime(earlier)).total_seconds()
    except (TypeError, ValueError):
        return math.nan
