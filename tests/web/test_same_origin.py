"""Only the kiosk's own pages may speak to the counter."""

import pytest
from web.counters import Counter

STEP = "/intake/scrap"
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost:8080"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {},
    ],
    ids=["cross-site", "same-site", "typed", "lying-origin", "origin", "null-origin", "other-port", "nothing"],
)
def test_a_post_from_elsewhere_is_refused(counter: Counter, headers: dict[str, str]) -> None:
    """And nothing happens."""
    answer = counter.app.test_client().post(STEP, base_url="http://localhost:8080", headers=headers)

    assert answer.status_code == 403
    assert "Only the kiosk&#39;s own pages may do this." in answer.text
    assert not counter.desk.latest(1)


@pytest.mark.parametrize("headers", [OURS, {"Origin": "http://localhost:8080"}], ids=["fetch-metadata", "older-browser"])
def test_a_post_from_our_own_page_is_taken(counter: Counter, headers: dict[str, str]) -> None:
    """By fetch metadata, or by the origin where a browser sends none."""
    answer = counter.app.test_client().post(STEP, base_url="http://localhost:8080", headers=headers)

    assert answer.status_code == 303
    assert len(counter.desk.latest(1)) == 1


@pytest.mark.parametrize(
    "host", ["evil.example:8080", "localhost", "localhost:80", "127.0.0.1:8081", "192.168.1.7:8080", "localhost.evil:8080"]
)
@pytest.mark.parametrize("path", ["/", "/static/kiosk.css", "/live", "/api/v1/counter"])
def test_another_host_is_refused(counter: Counter, host: str, path: str) -> None:
    """A stranger's name that resolves to us (DNS rebinding) is not ours."""
    answer = counter.app.test_client().get(path, base_url=f"http://{host}")

    assert answer.status_code == 400
    assert "localhost only" in answer.text


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"])
def test_loopback_is_ours(counter: Counter, host: str) -> None:
    """By each of its names, with the port."""
    assert counter.app.test_client().get("/", base_url=f"http://{host}").status_code == 200


def test_the_port_may_be_left_out_where_it_is_eighty(counter: Counter) -> None:
    """As browsers do."""
    counter.app.config["KIOSK_PORT"] = 80

    assert counter.app.test_client().get("/", base_url="http://localhost").status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/v1/counter", "/static/live.js", "/nothing", "/live"])
def test_every_answer_carries_the_policy(counter: Counter, path: str) -> None:
    """No script but ours, no frame around us, nothing guessed."""
    with counter.app.test_client().get(path, base_url="http://localhost:8080", buffered=False) as answer:
        headers = answer.headers

    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
