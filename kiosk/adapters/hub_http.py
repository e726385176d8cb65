"""The hub over HTTP. Its answers come through other people's networks, so nothing of them is believed unread.

A captive portal says 200, a proxy cuts, a redirect would carry the token elsewhere: only a
body of the contract counts.
"""

import base64
import gzip
from collections.abc import Sequence
from http import HTTPStatus

import msgspec
import requests

from kiosk.adapters.hub_reach import is_reachable
from kiosk.adapters.hub_refusals import detail, parsed, refusal
from kiosk.adapters.hub_wire import Bearer, Question, ask, keeps_secrets
from kiosk.contract.answers import BatchAnswer, Enrolment, EnrolmentRequest, NumberBlock, NumbersRequest
from kiosk.contract.dataset import SIGNATURE_HEADER
from kiosk.contract.envelope import BATCH_TYPE, batch
from kiosk.contract.events import Event
from kiosk.contract.signature import HEADER, SignedHead, enrolment_to_sign
from kiosk.domain.text import plain
from kiosk.errors import EnrolmentRefused, HubRefusesKiosk, HubUnreachable
from kiosk.ports import Published, Signer

LARGEST_DATASET_BYTES = 8 * 1024 * 1024


class HttpHub:
    """The hub as this kiosk reaches it, with its token."""

    def __init__(self, url: str, token: str, timeout_s: float) -> None:
        self._url = url.rstrip("/")
        self._timeout_s = timeout_s
        self._session = requests.Session()
        self._session.auth = Bearer(token)

    def close(self) -> None:
        """Let go of the connection; twice does no harm."""
        self._session.close()

    def send(self, events: Sequence[Event], head: SignedHead) -> BatchAnswer:
        """Hand over a batch.

        :raises HubUnreachable: no answer.
        :raises HubBusy: come back later.
        :raises HubWantsLess: the batch is too large.
        :raises BatchRefused: the hub names this batch and cannot take it as it is.
        :raises HubRefusesKiosk: the token is not accepted; nothing may be sent until somebody acts.
        :raises HubTalksNonsense: what answered is no hub.
        """
        if not keeps_secrets(self._url):
            raise HubUnreachable(self._url, "it does not begin with https://, so anybody on the way could read the token")
        headers = {"Content-Type": BATCH_TYPE, "Content-Encoding": "gzip", HEADER: head.to_header()}
        body = gzip.compress(batch([each.body for each in events]), compresslevel=6, mtime=0)
        answer = ask(self._session, Question("POST", f"{self._url}/v1/events", body, headers, self._timeout_s))
        if answer.status != HTTPStatus.OK:
            raise refusal(answer, head.head.batch)
        return parsed(answer, BatchAnswer)

    def dataset(self, name: str, etag: str) -> Published | None:
        """Return a dataset as it came, or None where the hub has no other one.

        :raises HubError: as :meth:`send`.
        """
        if not keeps_secrets(self._url):
            raise HubUnreachable(self._url, "it does not begin with https://, so anybody on the way could read the token")
        headers = {"If-None-Match": etag} if etag else {}
        asked = Question("GET", f"{self._url}/v1/datasets/{name}", None, headers, self._timeout_s, LARGEST_DATASET_BYTES)
        answer = ask(self._session, asked)
        match answer.status:
            case HTTPStatus.OK:
                return Published(answer.body, answer.headers.get(SIGNATURE_HEADER, ""))
            case HTTPStatus.NOT_MODIFIED | HTTPStatus.NOT_FOUND:
                return None
        raise refusal(answer)

    def numbers(self, kiosk: str, after: int) -> NumberBlock:
        """Return this kiosk's numbers for item codes behind the last one it has.

        :raises HubError: as :meth:`send`; :class:`HubRefusesKiosk` where the hub leases none.
        """
        if not keeps_secrets(self._url):
            raise HubUnreachable(self._url, "it does not begin with https://, so anybody on the way could read the token")
        body = msgspec.json.encode(NumbersRequest(after))
        headers = {"Content-Type": "application/json"}
        answer = ask(self._session, Question("POST", f"{self._url}/v1/kiosks/{kiosk}/numbers", body, headers, self._timeout_s))
        if answer.status != HTTPStatus.OK:
            raise refusal(answer)
        return parsed(answer, NumberBlock)

    def is_reachable(self) -> bool:
        """Tell whether a connection can be made now; nothing is asked and the token stays here."""
        return is_reachable(self._url)


def enrol(url: str, code: str, signer: Signer, timeout_s: float = 20.0) -> Enrolment:
    """Send the kiosk's public key with the operator's one-time code, and the proof that the key is its own; return what the hub grants.

    :raises EnrolmentRefused: the code is wrong, used or too old, or the address would show the token to the network.
    :raises HubError: no hub answers there now.
    """
    if not keeps_secrets(url):
        raise EnrolmentRefused(f"{plain(url)} does not begin with https://, so anybody on the way could read the token")
    key = signer.public_key
    proof = signer.sign(enrolment_to_sign(code, key))
    body = msgspec.json.encode(EnrolmentRequest(code.strip(), base64.b64encode(key).decode(), base64.b64encode(proof).decode()))
    asked = Question("POST", f"{url.rstrip('/')}/v1/enrolments", body, {"Content-Type": "application/json"}, timeout_s)
    with requests.Session() as session:
        answer = ask(session, asked)
    if answer.status == HTTPStatus.CREATED:
        return parsed(answer, Enrolment)
    refused = refusal(answer)
    if isinstance(refused, HubRefusesKiosk):
        raise EnrolmentRefused(detail(answer))
    raise refused
