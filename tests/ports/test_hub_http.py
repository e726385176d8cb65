"""Hubs as they may really answer: nothing but the contract is believed."""

import gzip
import json
import socket
import threading
from collections.abc import Iterator

import pytest
from contract.hubs import Keyed
from intake_samples import KIOSK, chain
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from kiosk.adapters.hub_http import HttpHub, enrol
from kiosk.contract.answers import Taken
from kiosk.contract.signature import Head, SignedHead
from kiosk.errors import EnrolmentRefused, HubBusy, HubError, HubRefusesKiosk, HubTalksNonsense, HubUnreachable, HubWantsLess

EVENTS = chain(2)
HEAD = SignedHead(Head(KIOSK, "e1", 2, EVENTS[1].hash), b"s" * 64)
GOOD = {
    "kiosk": KIOSK,
    "epoch": "e1",
    "results": [{"sequence": 1, "status": "accepted"}, {"sequence": 2, "status": "known"}],
    "contiguous_to": 2,
}
KEY = Keyed()
GRANTED = {"kiosk": KIOSK, "site": "Leuven", "site_prefix": "LV1", "token": "secret"}


@pytest.fixture
def hub(httpserver: HTTPServer) -> Iterator[HttpHub]:
    opened = HttpHub(httpserver.url_for("/"), "secret", timeout_s=2.0)
    yield opened
    opened.close()


def _fault(hub: HttpHub) -> HubError:
    with pytest.raises(HubError) as told:
        hub.send(EVENTS, HEAD)
    return told.value


def test_a_batch_goes_packed_signed_and_with_the_token(hub: HttpHub, httpserver: HTTPServer) -> None:
    """What is on the wire is the contract's."""
    httpserver.expect_request("/v1/events", method="POST").respond_with_json(GOOD)

    answer = hub.send(EVENTS, HEAD)

    (request, _) = httpserver.log[0]
    assert gzip.decompress(request.get_data()) == b"[" + EVENTS[0].body + b"," + EVENTS[1].body + b"]"
    assert request.headers["Content-Type"] == "application/cloudevents-batch+json"
    assert request.headers["Authorization"] == "Bearer secret"
    assert SignedHead.from_header(request.headers["Kiosk-Head"]) == HEAD
    assert [(each.sequence, each.status) for each in answer.results] == [(1, Taken.ACCEPTED), (2, Taken.KNOWN)]


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (500, "", HubBusy),
        (502, "<html>Bad gateway</html>", HubBusy),
        (429, "", HubBusy),
        (408, "", HubBusy),
        (425, "", HubBusy),
        (401, "", HubRefusesKiosk),
        (403, "", HubRefusesKiosk),
        (404, "", HubRefusesKiosk),
        (422, "", HubRefusesKiosk),
        (451, "", HubRefusesKiosk),
        (413, "", HubWantsLess),
        (200, "<html>Welcome to our free wifi</html>", HubTalksNonsense),
        (200, "", HubTalksNonsense),
        (200, json.dumps(GOOD)[:-9], HubTalksNonsense),
        (200, "{}", HubTalksNonsense),
        (200, json.dumps({**GOOD, "results": [{"sequence": 1, "status": "maybe"}]}), HubTalksNonsense),
        (201, json.dumps(GOOD), HubTalksNonsense),
        (204, "", HubTalksNonsense),
        (302, "", HubTalksNonsense),
    ],
)
def test_each_answer_means_one_thing(hub: HttpHub, httpserver: HTTPServer, status: int, body: str, kind: type[HubError]) -> None:
    httpserver.expect_request("/v1/events").respond_with_data(body, status)

    assert type(_fault(hub)) is kind


def test_a_redirect_is_not_followed(hub: HttpHub, httpserver: HTTPServer) -> None:
    """It would carry the token to somebody else."""
    httpserver.expect_request("/v1/events").respond_with_data("", 307, {"Location": httpserver.url_for("/elsewhere")})
    httpserver.expect_request("/elsewhere").respond_with_json(GOOD)

    fault = _fault(hub)

    assert isinstance(fault, HubTalksNonsense)
    assert len(httpserver.log) == 1


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_the_wait_a_hub_wishes_is_understood(hub: HttpHub, httpserver: HTTPServer, wish: str, seconds: float | None) -> None:
    httpserver.expect_request("/v1/events").respond_with_data("", 503, {"Retry-After": wish})

    fault = _fault(hub)

    assert isinstance(fault, HubBusy)
    assert fault.retry_after_s == seconds


def test_a_wait_until_a_date_counts_from_the_hubs_own_clock() -> None:
    """This machine's may be years wrong."""
    date, wish = "Date: Mon, 23 Nov 2020 12:00:00 GMT", "Retry-After: Mon, 23 Nov 2020 12:02:00 GMT"
    with _raw_hub([f"HTTP/1.1 503 Busy\r\n{date}\r\n{wish}\r\nContent-Length: 0\r\n\r\n".encode()]) as url:
        hub = HttpHub(url, "secret", timeout_s=2.0)

        fault = _fault(hub)

        hub.close()
    assert isinstance(fault, HubBusy)
    assert fault.retry_after_s == 120.0


def test_a_refusal_carries_the_hubs_sentence(hub: HttpHub, httpserver: HTTPServer) -> None:
    body = {"status": 403, "title": "Forbidden", "detail": "This kiosk was \u202eretired\x1b[31m"}
    httpserver.expect_request("/v1/events").respond_with_json(body, 403)

    told = str(_fault(hub))

    assert "This kiosk was" in told
    assert "\u202e" not in told
    assert "\x1b" not in told


def test_an_endless_answer_is_cut_off(hub: HttpHub, httpserver: HTTPServer) -> None:
    """Ten megabytes are not read into memory."""
    httpserver.expect_request("/v1/events").respond_with_data(b" " * 10_000_000)

    assert isinstance(_fault(hub), HubTalksNonsense)


def test_a_packed_bomb_is_not_unpacked(hub: HttpHub, httpserver: HTTPServer) -> None:
    """Nothing packed was asked for."""
    httpserver.expect_request("/v1/events").respond_with_data(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})

    assert isinstance(_fault(hub), HubTalksNonsense)


def test_a_hub_that_does_not_answer_is_away(httpserver: HTTPServer) -> None:
    """The wait has an end."""
    going_on = threading.Event()

    def stall(_request: Request) -> Response:
        going_on.wait(5)
        return Response("late")

    httpserver.expect_request("/v1/events").respond_with_handler(stall)
    hub = HttpHub(httpserver.url_for("/"), "secret", timeout_s=0.2)

    fault = _fault(hub)

    going_on.set()
    hub.close()
    assert isinstance(fault, HubUnreachable)


def test_a_hub_that_answers_drop_by_drop_is_away() -> None:
    """A byte now and then would hold the queue for ever."""
    with _raw_hub([b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *[b" "] * 1000], pause_s=0.05) as url:
        hub = HttpHub(url, "secret", timeout_s=0.3)

        fault = _fault(hub)

        hub.close()
    assert isinstance(fault, HubUnreachable)


def test_an_answer_that_is_cut_is_no_answer() -> None:
    """Half a body may look whole to a parser that forgives."""
    with _raw_hub([b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + json.dumps(GOOD).encode()]) as url:
        hub = HttpHub(url, "secret", timeout_s=2.0)

        fault = _fault(hub)

        hub.close()
    assert isinstance(fault, (HubTalksNonsense, HubUnreachable))


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"\x15\x03\x01\x00\x02\x02\x46"], ids=["nothing", "ssh", "tls"])
def test_what_speaks_no_http_is_no_hub(said: bytes) -> None:
    with _raw_hub([said]) as url:
        hub = HttpHub(url, "secret", timeout_s=2.0)

        fault = _fault(hub)

        hub.close()
    assert isinstance(fault, (HubTalksNonsense, HubUnreachable))


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "https://no-such-host.invalid"])
def test_no_network_is_told_in_a_sentence(url: str) -> None:
    hub = HttpHub(url, "secret", timeout_s=2.0)

    fault = _fault(hub)

    hub.close()
    assert isinstance(fault, HubUnreachable)
    assert "object at" not in str(fault)


def test_the_token_is_not_in_what_a_fault_says(hub: HttpHub, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/events").respond_with_data("", 401)

    assert "secret" not in str(_fault(hub))


def test_a_token_is_not_sent_in_the_clear() -> None:
    """Also where the settings name another address than the one enrolled with."""
    hub = HttpHub("http://hub.example.be", "secret", timeout_s=2.0)

    fault = _fault(hub)

    hub.close()
    assert "https" in str(fault)


# -- enrolment ---------------------------------------------------------------------------


def test_enrolment_is_what_a_201_grants(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/enrolments", method="POST").respond_with_json(GRANTED, 201)

    granted = enrol(httpserver.url_for("/"), " AB-CD ", KEY, 2.0)

    assert (granted.token, granted.site_prefix) == ("secret", "LV1")
    assert json.loads(httpserver.log[0][0].get_data())["code"] == "AB-CD"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (403, {"status": 403, "title": "", "detail": "used"}, EnrolmentRefused),
        (400, {}, EnrolmentRefused),
        (503, {}, HubBusy),
        (201, {}, HubTalksNonsense),
        (302, {}, HubTalksNonsense),
    ],
)
def test_whatever_else_grants_nothing(httpserver: HTTPServer, status: int, body: object, kind: type[Exception]) -> None:
    httpserver.expect_request("/v1/enrolments").respond_with_json(body, status)

    with pytest.raises(kind):
        enrol(httpserver.url_for("/"), "AB-CD", KEY, 2.0)


class _raw_hub:  # noqa: N801 - reads as a context
    """A socket that says these bytes to the first caller and hangs up."""

    def __init__(self, said: list[bytes], pause_s: float = 0.0) -> None:
        self._said = said
        self._pause_s = pause_s
        self._over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._answer)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self._listening.close()

    def _answer(self) -> None:
        caller, _ = self._listening.accept()
        with caller:
            caller.recv(65_536)
            for part in self._said:
                try:
                    caller.sendall(part)
                except OSError:
                    return
                if self._over.wait(self._pause_s):
                    return
