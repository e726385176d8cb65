"""The door for readings: what is none is answered and forgotten."""

import base64
import json

import pytest
from fakes import ean
from flask.testing import FlaskClient
from msgspec.json import encode
from web.counters import KETTLE, Counter

from kiosk.web.readings import MAX_BODY_BYTES, create_readings_app


@pytest.fixture
def door(counter: Counter) -> FlaskClient:
    return create_readings_app(counter.desk).test_client()


def reading_with(**changes: object) -> bytes:
    plain = {"id": "run-1", "medium": "camera", "carrier": "qr", "data": base64.b64encode(b"x").decode(), "text": "x"}
    return json.dumps({**plain, **changes}).encode()


def test_a_reading_reaches_the_counter(counter: Counter, door: FlaskClient) -> None:
    """As capture sends it."""
    answer = door.post("/v1/readings", data=encode(ean(KETTLE)))

    assert (answer.status_code, answer.data) == (204, b"")
    assert counter.desk.view().intake is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"[" * 5000,
        reading_with(medium="nose"),
        reading_with(data="not base64!"),
        reading_with(data=base64.b64encode(b"x" * 8193).decode()),
        reading_with(id=""),
        reading_with(id="x" * 101),
        reading_with(text=5),
        b'{"id": "a", "medium": "camera", "carrier": "qr", "data": "", "text": "\\ud800"}',
    ],
)
def test_what_is_no_reading_is_refused_in_words(counter: Counter, door: FlaskClient, body: bytes) -> None:
    """The desk goes on, and the next one is taken."""
    answer = door.post("/v1/readings", data=body)

    assert answer.status_code == 400
    assert answer.json
    assert answer.json["code"] == "KSK-120"
    assert "scan again" in answer.json["message"]
    assert "Code niet gelezen" in counter.screen().get("/")
    assert door.post("/v1/readings", data=encode(ean(KETTLE))).status_code == 204
    assert counter.desk.view().intake is not None


def test_too_large_a_body_is_refused(door: FlaskClient) -> None:
    """Before it is read."""
    answer = door.post("/v1/readings", data=b"x" * (MAX_BODY_BYTES + 1))

    assert answer.status_code == 413
    assert answer.json
    assert answer.json["code"] == "KSK-120"


def test_the_largest_code_there_is_fits(door: FlaskClient) -> None:
    """8 KB of bytes that are no text."""
    body = reading_with(data=base64.b64encode(bytes(range(256)) * 32).decode(), text=None)

    assert door.post("/v1/readings", data=body).status_code == 204


def test_an_empty_counter_is_noted(counter: Counter, door: FlaskClient) -> None:
    """The next code belongs to another item."""
    assert door.post("/v1/counter", data=b'{"empty": true}').status_code == 204
    assert counter.desk.view().emptied


def test_a_counter_that_is_not_empty_changes_nothing(counter: Counter, door: FlaskClient) -> None:
    """Only emptiness is news."""
    assert door.post("/v1/counter", data=b'{"empty": false}').status_code == 204
    assert not counter.desk.view().emptied


def test_faults_of_devices_are_noted(counter: Counter, door: FlaskClient) -> None:
    """A sentence by device; an empty list means all is well."""
    assert door.post("/v1/devices", data=b'{"faults": {"camera": "gone (KSK-130)"}}').status_code == 204
    assert counter.desk.view().faults == {"camera": "gone (KSK-130)"}


@pytest.mark.parametrize(("path", "body"), [("/v1/counter", b'{"empty": 3}'), ("/v1/devices", b'{"faults": [1]}')])
def test_other_reports_are_held_to_their_shape(door: FlaskClient, path: str, body: bytes) -> None:
    """The same refusal for all."""
    assert door.post(path, data=body).status_code == 400


def test_another_address_is_a_sentence(door: FlaskClient) -> None:
    """JSON for programs."""
    answer = door.post("/v1/nothing")

    assert answer.status_code == 404
    assert answer.json
    assert answer.json["code"] == "KSK-100"
