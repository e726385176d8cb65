"""One question to the hub and its whole answer, read within limits of size and time.

Answers come through other people's networks: redirects are not followed, nothing packed is
unpacked, and what is cut, endless or too slow is no answer.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
import urllib3
from requests.auth import AuthBase

from kiosk.errors import HubError, HubTalksNonsense, HubUnreachable, HubUntrusted

LARGEST_ANSWER_BYTES = 1024 * 1024
CONNECT_S = 10.0
_CHUNK_BYTES = 64 * 1024
_OF_TIME = frozenset({9, 10})
"""OpenSSL's X509_V_ERR_CERT_NOT_YET_VALID and X509_V_ERR_CERT_HAS_EXPIRED."""


class Bearer(AuthBase):
    """Puts the token in the header; as ``auth`` it cannot be replaced by an entry of a .netrc file."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Return the request with the token on it."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how large an answer is read."""

    method: str
    url: str
    body: bytes | None
    headers: Mapping[str, str]
    timeout_s: float
    largest_bytes: int = LARGEST_ANSWER_BYTES


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(session: requests.Session, question: Question) -> Answer:
    """Return the whole answer.

    :raises HubUnreachable: there is none in time; :class:`HubUntrusted` where the certificate is not accepted.
    :raises HubTalksNonsense: it is cut or endless.
    """
    # Not compressed, so that the size on the wire is the size in memory.
    sent = {"Accept-Encoding": "identity", "Accept": "application/json", **question.headers}
    patience_s = (min(CONNECT_S, question.timeout_s), question.timeout_s)
    until_s = time.monotonic() + question.timeout_s
    try:
        with session.request(
            question.method, question.url, data=question.body, headers=sent, timeout=patience_s, allow_redirects=False, stream=True
        ) as response:
            return Answer(response.status_code, response.headers, _bounded(response, question.largest_bytes, until_s))
    except urllib3.exceptions.ProtocolError as error:
        raise HubTalksNonsense("the answer was cut") from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, TimeoutError) as error:
        raise _fault(error, question) from error


def keeps_secrets(url: str) -> bool:
    """Tell whether nobody on the way can read along; this machine itself needs no TLS."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in {"127.0.0.1", "::1", "localhost"}


def certificate_fault(url: str, error: BaseException) -> HubUntrusted | None:
    """Return what is wrong with the certificate, if that is what the error is about."""
    found = _beneath(error)
    if found is None:
        return None
    why = found.verify_message if isinstance(found, ssl.SSLCertVerificationError) else (found.reason or "no TLS").lower().replace("_", " ")
    return HubUntrusted(url, why, is_about_time=isinstance(found, ssl.SSLCertVerificationError) and found.verify_code in _OF_TIME)


def _bounded(response: requests.Response, largest_bytes: int, until_s: float) -> bytes:
    """Read the answer up to its size and its time: one byte a second is no answer either."""
    body = bytearray()
    while chunk := response.raw.read1(_CHUNK_BYTES, decode_content=False):
        body += chunk
        if len(body) > largest_bytes:
            raise HubTalksNonsense(f"the answer has more than {largest_bytes} bytes")
        if time.monotonic() > until_s:
            raise TimeoutError
    return bytes(body)


def _fault(error: Exception, question: Question) -> HubError:
    """Say it shortly: what requests says is the inside of its objects."""
    if untrusted := certificate_fault(question.url, error):
        return untrusted
    match error:
        case requests.Timeout() | urllib3.exceptions.TimeoutError() | TimeoutError():
            why = f"no answer within {question.timeout_s:.0f} s"
        case requests.ConnectionError():
            why = "no connection"
        case _:
            why = type(error).__name__
    return HubUnreachable(question.url, why)


def _beneath(error: BaseException | None) -> ssl.SSLError | None:
    """Return the TLS error at the bottom: requests and urllib3 each wrap it in one of their own."""
    for _ in range(8):
        if error is None or isinstance(error, ssl.SSLError):
            return error if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError) else None
        inside = [getattr(error, "reason", None), *error.args, error.__cause__, error.__context__]
        error = next((each for each in inside if isinstance(each, BaseException)), None)
    return None
