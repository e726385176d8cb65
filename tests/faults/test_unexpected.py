"""Fault 10: whoever may speak to the hub or the desk says something unexpected; each answer is one the API describes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from contract.hubs import RunningHub, own_database, running_hub
from faults.conftest import Form
from faults.strangers import plain, signed, try_everything
from schemathesis import Case
from web.counters import KETTLE, PLUGINS, counter_with
from web.counters import Counter as Desk

from benchmarks.hub_postgres import postgres
from kiosk.contract import published
from kiosk.web.published import OPENAPI as DESK
from kiosk.web.readings import create_readings_app
from kiosk.web.serving import Served

HUB = published.HERE / "openapi.yaml"
SHORT, LONG = 3, 50


@pytest.fixture
def hub(tmp_path: Path, form: Form) -> Iterator[RunningHub]:
    """A hub on SQLite; in the long form on PostgreSQL, which stores less than it is told."""
    with ExitStack() as stack:
        database = stack.enter_context(own_database(stack.enter_context(postgres()))) if form.is_long else ""
        yield stack.enter_context(running_hub(tmp_path, database))


def _told(answered: Counter[int]) -> str:
    return ", ".join(f"{count} times {status}" for status, count in sorted(answered.items()))


def test_a_hub_answers_strangers_as_it_says(hub: RunningHub, form: Form) -> None:
    """Without a token nothing is shown, whatever is asked."""
    answered = try_everything(HUB, lambda _: hub.url, plain, form.size(SHORT, LONG))

    assert set(answered) <= {200, 400, 401, 403, 404, 405, 413, 415, 429}
    form.keep(10, f"{answered.total()} requests of strangers to the hub, made from its own description", _told(answered))


def test_a_hub_answers_a_kiosk_that_was_broken_into_as_it_says(hub: RunningHub, form: Form, tmp_path: Path) -> None:
    """Its token and its signature are right; what it says is anything."""
    kiosk = hub.enrolled(tmp_path / "state")

    def sent(case: Case) -> Mapping[str, str]:
        return {**kiosk.token, **signed(case, kiosk.id, kiosk.signer.sign)}

    answered = try_everything(HUB, lambda _: hub.url, sent, form.size(SHORT, LONG))

    assert answered[200]
    form.keep(10, f"{answered.total()} requests of a kiosk that was broken into, signed with its key", _told(answered))


def test_a_hub_answers_an_operator_as_it_says(hub: RunningHub, form: Form) -> None:
    operator = hub.as_operator()

    answered = try_everything(HUB, lambda _: hub.url, lambda _: operator, form.size(SHORT, LONG))

    assert answered[200]
    form.keep(10, f"{answered.total()} requests with an operator's token", _told(answered))


@pytest.fixture
def desk() -> Iterator[Mapping[str, str]]:
    """Both doors of a desk with an item on its counter, by the beginning of their paths."""
    counter: Desk = counter_with(*PLUGINS)
    counter.scan(KETTLE)
    with ExitStack() as stack:
        doors = {}
        for prefix, app in {"/api/": counter.app, "/v1/": create_readings_app(counter.desk)}.items():
            served = Served(app, host="127.0.0.1", port=0)
            stack.callback(served.close)
            doors[prefix] = f"http://127.0.0.1:{served.port}"
        yield doors


def test_a_desk_answers_programs_and_capture_as_it_says(desk: Mapping[str, str], form: Form) -> None:
    """A reading of anything, a report of anything, a question for anything: the counter goes on."""

    def url_of(path: str) -> str:
        return next(url for prefix, url in desk.items() if path.startswith(prefix))

    answered = try_everything(DESK, url_of, lambda _: {"Host": "localhost:8080"}, form.size(SHORT, LONG))

    assert {200, 204, 400} <= set(answered)
    form.keep(10, f"{answered.total()} requests to both doors of the desk, made from its own description", _told(answered))
