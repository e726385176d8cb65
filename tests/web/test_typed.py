"""What a scanner types into the page: whose pages may hand it in, and as what."""

import re

import pytest
from flask.testing import FlaskClient
from web.counters import KETTLE, Counter

from kiosk.adapters.scanner_line import scan_of
from kiosk.domain.reading import Medium
from kiosk.web.app import create_app

OURS = {"Sec-Fetch-Site": "same-origin"}
BASE = "http://localhost:8080"


@pytest.fixture
def client(counter: Counter) -> FlaskClient:
    counter.app.extensions["typed"] = scan_of
    return counter.app.test_client()


def token(client: FlaskClient) -> str:
    found = re.search(r'data-token="([^"]{24,})"', client.get("/language", base_url=BASE).text)
    assert found
    return found[1]


def test_a_page_of_ours_hands_a_scan_in(counter: Counter, client: FlaskClient) -> None:
    """Always as the scanner's: no page can claim to be the camera or a badge."""
    said = {"code": KETTLE, "token": token(client), "medium": "camera", "carrier": "tag"}

    answer = client.post("/scan", data=said, base_url=BASE, headers=OURS)

    intake = counter.desk.view().intake
    assert answer.status_code == 303
    assert intake
    assert [each.medium for each in intake.item.readings] == [Medium.SCANNER]


@pytest.mark.parametrize("wrong", ["", "x" * 24, "é"], ids=["none", "guessed", "not ASCII"])
def test_without_the_pages_token_nothing_is_taken(counter: Counter, client: FlaskClient, wrong: str) -> None:
    answer = client.post("/scan", data={"code": KETTLE, "token": wrong}, base_url=BASE, headers=OURS)

    assert (answer.status_code, counter.desk.view().intake) == (205, None)


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}], ids=["none", "site", "origin"]
)
def test_even_with_the_token_only_our_own_origin_hands_in(counter: Counter, client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.post("/scan", data={"code": KETTLE, "token": token(client)}, base_url=BASE, headers=headers)

    assert (answer.status_code, counter.desk.view().intake) == (403, None)


def test_a_shut_door_tells_no_token(counter: Counter) -> None:
    client = counter.app.test_client()

    assert "data-token" not in client.get("/", base_url=BASE).text
    assert client.post("/scan", data={"code": KETTLE}, base_url=BASE, headers=OURS).status_code == 404


def test_each_start_of_the_desk_has_another_token(counter: Counter, client: FlaskClient) -> None:
    again = create_app(counter.desk, counter.settings)
    again.extensions["typed"] = scan_of

    assert token(client) != token(again.test_client())
