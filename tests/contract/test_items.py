"""What a hub says of items to kiosks, operators and partners, and what it is told of them."""

from collections.abc import Mapping
from typing import Any

import pytest
import requests
from contract.hubs import TIMEOUT_S, EnrolledKiosk, RunningHub
from intake_samples import told

from kiosk.bootstrap.hub_items import rebuild_hub
from kiosk.contract.envelope import FIRST_PREVHASH, seal
from kiosk.contract.events import Event, EventType, Happening, Link
from kiosk.reference_hub.enrolment import issue_partner_token

CODE = "LV2-000001-A"
REPORT = {"id": "7", "item_code": CODE, "step": "repaired", "at": "2027-01-20T11:00:00+01:00", "note": "Nieuw snoer"}


def _handed_in(kiosk: EnrolledKiosk, count: int = 1, code: str = CODE) -> None:
    """Let a kiosk tell of items for reuse; the first has a code."""
    at, events = told("e1-1").at, list[Event]()
    for sequence in range(1, count + 1):
        named = {"item_code": code} if sequence == 1 else {}
        data = {"outcome": "reuse", "destination": "2", "item": {"category": "kettle", "brand": "Norda"}, **named}
        prevhash = events[-1].hash if events else FIRST_PREVHASH
        happening = Happening(EventType.INTAKE_RECORDED, f"e1-{sequence}", at, data)
        events.append(seal(happening, Link(kiosk.source, "e1", sequence, prevhash)))
    kiosk.statuses(events)


def _partner(hub: RunningHub, name: str = "De Kringwinkel") -> Mapping[str, str]:
    return {"Authorization": f"Bearer {issue_partner_token(hub.database, name)}"}


def _report(hub: RunningHub, headers: Mapping[str, str], *reports: Mapping[str, Any]) -> requests.Response:
    return requests.post(f"{hub.url}/v1/outcomes", json={"outcomes": reports}, headers=headers, timeout=TIMEOUT_S)


def _statuses(answer: requests.Response) -> list[tuple[str, bool]]:
    return [(each["status"], each["joined"]) for each in answer.json()["results"]]


def test_what_was_handed_in_is_told_at_once(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """Events that came a moment ago are counted in before the answer."""
    _handed_in(kiosk, 3)
    operator = hub.as_operator()

    items = hub.get(f"/v1/items?item_code={CODE}", operator).json()

    (item,) = items["items"]
    assert (item["kiosk"], item["intake"], item["brand"], item["destination"], item["lies"]) == (kiosk.id, "e1-1", "Norda", "2", True)
    assert (item["at"], item["clock"], items["behind"], items["more"]) == ("2027-01-15T08:00:00.000Z", "set", 0, False)
    stock = [{"kiosk": kiosk.id, "destination": "2", "items": 3}]
    assert hub.get("/v1/stock", operator).json() == {"stock": stock, "behind": 0}
    daily = [{"kiosk": kiosk.id, "day": "2027-01-15", "outcome": "reuse", "items": 3}]
    assert hub.get(f"/v1/daily?kiosk={kiosk.id}&since=2027-01-15", operator).json() == {"daily": daily, "behind": 0}
    assert hub.get("/v1/daily?since=2027-01-16", operator).json()["daily"] == []


def test_what_cannot_be_counted_in_time_is_told(hub: RunningHub, kiosk: EnrolledKiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question never waits for a backlog of days."""
    monkeypatch.setattr("kiosk.reference_hub.items_app.MOST_PAGES", 0)
    _handed_in(kiosk, 3)

    assert hub.get("/v1/stock", hub.as_operator()).json() == {"stock": [], "behind": 3}


def test_items_are_read_in_pages(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    _handed_in(kiosk, 3)
    operator = hub.as_operator()

    first = hub.get("/v1/items?limit=2", operator).json()
    second = hub.get(f"/v1/items?limit=2&after={kiosk.id}/{first['items'][-1]['intake']}", operator).json()

    assert [each["intake"] for each in first["items"] + second["items"]] == ["e1-1", "e1-2", "e1-3"]
    assert (first["more"], second["more"]) == (True, False)


@pytest.mark.parametrize("path", ["items", "stock", "daily"])
def test_everybody_sees_what_is_theirs(hub: RunningHub, kiosk: EnrolledKiosk, path: str) -> None:
    """A kiosk its own, an operator all, a partner nothing but an item whose code it holds in hand."""
    _handed_in(kiosk)
    other = "?kiosk=k-0000000000000000"

    assert len(hub.get(f"/v1/{path}", kiosk.token).json()[path]) == 1
    assert hub.get(f"/v1/{path}{other}", kiosk.token).status_code == 403
    assert hub.get(f"/v1/{path}{other}", hub.as_operator()).json()[path] == []
    assert hub.get(f"/v1/{path}", _partner(hub)).status_code == 403
    assert hub.get(f"/v1/{path}").status_code == 401


def test_a_partner_sees_the_item_in_its_hand(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    _handed_in(kiosk)

    assert [each["item_code"] for each in hub.get(f"/v1/items?item_code={CODE}", _partner(hub)).json()["items"]] == [CODE]


@pytest.mark.parametrize(
    "question", ["items?limit=0", "items?after=%00", "items?kiosks=k", "items?=x", "daily?since=tomorrow", "stock?kiosk=" + "k" * 200]
)
def test_a_question_that_is_none_is_told_so(hub: RunningHub, question: str) -> None:
    assert hub.get(f"/v1/{question}", hub.as_operator()).status_code == 400


# -- what became of them ----------------------------------------------------------------


def test_a_report_joins_its_item_by_the_code(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    _handed_in(kiosk)
    operator = hub.as_operator()
    hub.get("/v1/stock", operator)

    answer = _report(hub, _partner(hub), REPORT)

    (item,) = hub.get(f"/v1/items?item_code={CODE}", operator).json()["items"]
    assert _statuses(answer) == [("accepted", True)]
    step = {"step": "repaired", "result": "done", "at": "2027-01-20T10:00:00.000Z", "by": "De Kringwinkel", "note": "Nieuw snoer"}
    assert item["steps"] == [step]


def test_a_report_may_come_before_its_item(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """The kiosk was offline for two weeks; the repairer was not."""
    answer = _report(hub, _partner(hub), REPORT)
    _handed_in(kiosk)

    (item,) = hub.get(f"/v1/items?item_code={CODE}", hub.as_operator()).json()["items"]
    assert _statuses(answer) == [("accepted", False)]
    assert [each["step"] for each in item["steps"]] == ["repaired"]


def test_a_report_sent_again_is_known_and_another_of_its_number_a_conflict(hub: RunningHub) -> None:
    """Numbers are each sender's own: another partner may use the same."""
    partner, other = _partner(hub), _partner(hub, "Het Herstelatelier")
    _report(hub, partner, REPORT)

    again = _report(hub, partner, REPORT, {**REPORT, "step": "recycled"}, {**REPORT, "id": "8", "result": "later"})
    theirs = _report(hub, other, REPORT)

    assert [each for each, _ in _statuses(again)] == ["known", "conflict", "accepted"]
    assert [each for each, _ in _statuses(theirs)] == ["accepted"]


@pytest.mark.parametrize(
    "change",
    [
        {"item_code": "X"},
        {"step": "eaten"},
        {"at": "yesterday"},
        {"at": "2027-01-20T10:00:00"},
        {"id": ""},
        {"note": "\0"},
        {"note": "x" * 301},
    ],
)
def test_what_is_no_report_is_told_so_and_nothing_is_kept(hub: RunningHub, change: Mapping[str, str]) -> None:
    answer = _report(hub, _partner(hub), REPORT, {**REPORT, "id": "8", **change})

    assert (answer.status_code, answer.json()["title"]) == (400, "Bad Request")
    assert hub.rows("SELECT count(*) FROM outcomes") == [(0,)]


def test_a_partner_that_gets_a_new_token_loses_its_old_one(hub: RunningHub) -> None:
    old = _partner(hub)

    new = _partner(hub)

    assert (_report(hub, old, REPORT).status_code, _report(hub, new, REPORT).status_code) == (403, 200)


def test_a_kiosk_reports_nothing(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    assert _report(hub, kiosk.token, REPORT).status_code == 403


def test_what_a_hub_says_of_items_is_the_same_after_it_was_made_again(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """Byte for byte: the events say all of it, partners' reports beside."""
    _handed_in(kiosk, 3)
    _report(hub, _partner(hub), REPORT)
    operator = hub.as_operator()
    before = [hub.get(f"/v1/{each}", operator).content for each in ("items", "stock", "daily")]

    rebuilt = rebuild_hub(hub.database)

    assert rebuilt.is_same
    assert [hub.get(f"/v1/{each}", operator).content for each in ("items", "stock", "daily")] == before
