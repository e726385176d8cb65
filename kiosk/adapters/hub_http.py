"""The hub over HTTP. Its answers come through other people's networks, so nothing of them is believed unread.

A captive portal says 200, a proxy cuts, a redirect would carry the token elsewhere: only a
body of the contract counts, answers have a size and a deadline, redirects are not followed.
"""

import base64
import email.utils
import gzip
import math
import time
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
import urllib3
from requests.auth import AuthBase

from kiosk.contract.answers import BatchAnswer, Enrolment, EnrolmentRequest, Refusal
from kiosk.contract.envelope import BATCH_TYPE, batch
from kiosk.contract.events import Event
from kiosk.contract.signature import HEADER, SignedHead
from kiosk.domain.text import plain
from kiosk.errors import EnrolmentRefused, HubBusy, HubError, HubRefusesKiosk, HubTalksNonsense, HubUnreachable, HubWantsLess

LARGEST_ANSWER_BYTES = 1024 * 1024
CONNECT_S = 10.0
_CHUNK_BYTES = 64 * 1024
_LATER = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
_T = TypeVar("_T")


class HttpHub:
    """The hub as this kiosk reaches it, with its token."""

    def __init__(self, url: str, token: str, timeout_s: float) -> None:
        self._url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._session = requests.Session()
        self._session.auth = _Bearer(token)

    def close(self) -> None:
        """Let go of the connection; twice does no harm."""
        self._session.close()

    def send(self, events: Sequence[Event], head: SignedHead) -> BatchAnswer:
        """Hand over a batch.

        :raises HubUnreachable: no answer.
        :raises HubBusy: come back later.
        :raises HubWantsLess: the batch is too large.
        :raises HubRefusesKiosk: the token is not accepted; nothing may be sent until somebody acts.
        :raises HubTalksNonsense: what answered is no hub.
        """
        if not _keeps_secrets(self._url):
            raise HubUnreachable(self._url, "it does not begin with https://, so anybody on the way could read the token")
        headers = {"Content-Type": BATCH_TYPE, "Content-Encoding": "gzip", HEADER: head.to_header()}
        body = gzip.compress(batch([each.body for each in events]), compresslevel=6, mtime=0)
        answer = _post(self._session, f"{self._url}/v1/events", body, headers, self._timeout_s)
        if answer.status != HTTPStatus.OK:
            raise _refusal(answer)
        return _parsed(answer, BatchAnswer)


def enrol(url: str, code: str, public_key: bytes, timeout_s: float = 20.0) -> Enrolment:
    """Send the kiosk's public key with the operator's one-time code; return what the hub grants.

    :raises EnrolmentRefused: the code is wrong, used or too old, or the address would show the token to the network.
    :raises HubError: no hub answers there now.
    """
    if not _keeps_secrets(url):
        raise EnrolmentRefused(f"{plain(url)} does not begin with https://, so anybody on the way could read the token")
    body = msgspec.json.encode(EnrolmentRequest(code.strip(), base64.b64encode(public_key).decode()))
    with requests.Session() as session:
        answer = _post(session, f"{url.rstrip('/')}/v1/enrolments", body, {"Content-Type": "application/json"}, timeout_s)
    if answer.status == HTTPStatus.CREATED:
        return _parsed(answer, Enrolment)
    refusal = _refusal(answer)
    if isinstance(refusal, HubRefusesKiosk):
        raise EnrolmentRefused(_detail(answer))
    raise refusal


def _keeps_secrets(url: str) -> bool:
    """Tell whether nobody on the way can read along; this machine itself needs no TLS."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "::1", "localhost"}


class _Bearer(AuthBase):
    """Puts the token in the header; as ``auth`` it cannot be replaced by an entry of a .netrc file."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _Answer(msgspec.Struct, frozen=True):
    """A whole answer, read within its limits."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def _post(session: requests.Session, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float) -> _Answer:
    # Not compressed, so that the size on the wire is the size in memory.
    sent = {"Accept-Encoding": "identity", "Accept": "application/json", **headers}
    patience_s = (min(CONNECT_S, timeout_s), timeout_s)
    until_s = time.monotonic() + timeout_s
    try:
        with session.post(url, data=body, headers=sent, timeout=patience_s, allow_redirects=False, stream=True) as response:
            return _Answer(response.status_code, response.headers, _bounded(response, until_s))
    except urllib3.exceptions.ProtocolError as error:
        raise HubTalksNonsense("the answer was cut") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, TimeoutError) as error:
        raise HubUnreachable(url, _why(error, timeout_s)) from error


def _bounded(response: requests.Response, until_s: float) -> bytes:
    """Read the answer up to its size and its time: one byte a second is no answer either."""
    body = b""
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=False):
        body += chunk
        if len(body) > LARGEST_ANSWER_BYTES:
            raise HubTalksNonsense(f"the answer has more than {LARGEST_ANSWER_BYTES} bytes")
        if time.monotonic() > until_s:
            raise TimeoutError
    return body


def _why(error: Exception, timeout_s: float) -> str:
    """Say it shortly: what requests says is the inside of its objects."""
    match error:
        case requests.Timeout() | urllib3.exceptions.TimeoutError() | TimeoutError():
            return f"no answer within {timeout_s:.0f} s"
        case requests.exceptions.SSLError():
            return "its certificate is not accepted"
        case requests.ConnectionError():
            return "no connection"
        case _:
            return type(error).__name__


def _refusal(answer: _Answer) -> HubError:
    """Return what a status other than success means."""
    match answer.status:
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return HubWantsLess()
        case status if status in _LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return HubBusy(status, _retry_after_s(answer.headers))
        case status if status >= HTTPStatus.BAD_REQUEST:
            return HubRefusesKiosk(status, _detail(answer))
        case status:
            return HubTalksNonsense(f"status {status}")


def _parsed(answer: _Answer, wanted: type[_T]) -> _T:
    try:
        return msgspec.json.decode(answer.body, type=wanted)
    except ValueError as error:
        raise HubTalksNonsense(plain(str(error))) from error


def _detail(answer: _Answer) -> str:
    try:
        return plain(msgspec.json.decode(answer.body, type=Refusal).detail)
    except ValueError:
        return f"status {answer.status}"


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
