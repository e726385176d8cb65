"""Every route of the counter's app, found in its own map: none is forgotten when one is added."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from web.behind_counter import staffed
from web.counters import PLUGINS, counter_with
from werkzeug.routing import Rule

from kiosk.adapters.scanner_line import scan_of
from kiosk.web.same_origin import HEADERS, SAFE

BASE = "http://localhost:8080"
OURS = {"Sec-Fetch-Site": "same-origin"}


def path_of(rule: Rule) -> str:
    """Return an address the rule takes; what it names need not be there."""
    return re.sub(r"<(?:\w+:)?\w+>", "none", rule.rule)


RULES = tuple(counter_with(*PLUGINS).app.url_map.iter_rules())
PATHS = sorted({path_of(each) for each in RULES if each.endpoint != "live.follow"})
UNSAFE = sorted({(method, path_of(each)) for each in RULES for method in each.methods or () if method not in SAFE})


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """One staffed counter that takes typed scans: what is refused changes nothing."""
    counter = counter_with(*PLUGINS)
    staffed(counter, Path(tmp_path_factory.mktemp("staff")))
    counter.app.extensions["typed"] = scan_of
    return counter.app.test_client()


def test_the_map_is_all_there() -> None:
    """The tests below look at what they should: the counter, its pages, the supervisor's, the API, the static files."""
    assert len(PATHS) > 40
    assert len(UNSAFE) > 25
    assert {"/", "/scan", "/supervisor/", "/api/v1/counter", "/static/none", "/practice/guess"} <= set(PATHS)


@pytest.mark.parametrize("path", [*PATHS, "/live"])
def test_every_route_answers_to_our_own_name_only(client: FlaskClient, path: str) -> None:
    """A stranger's name that resolves to us (DNS rebinding) gets nothing."""
    assert client.get(path, base_url="http://evil.example:8080").status_code == 400


@pytest.mark.parametrize(("method", "path"), UNSAFE)
def test_every_unsafe_method_comes_from_our_own_pages_only(client: FlaskClient, method: str, path: str) -> None:
    for headers in (
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ):
        assert client.open(path, method=method, base_url=BASE, headers=headers).status_code == 403
    assert client.open(path, method=method, base_url=BASE, headers=OURS).status_code != 403


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_policy_and_every_cookie_is_closed(client: FlaskClient, path: str) -> None:
    """Pages, files, failures and redirects alike; no script reads a cookie, no other site sends it."""
    answers = [client.get(path, base_url=BASE), client.post(path, base_url=BASE, headers=OURS)]

    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert all("HttpOnly" in each and "SameSite=Strict" in each for each in answer.headers.getlist("Set-Cookie"))
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
