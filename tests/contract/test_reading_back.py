"""What operators see."""

import sqlite3
from pathlib import Path

import pytest
import requests
from contract.hubs import EnrolledKiosk, RunningHub
from intake_samples import chain

from kiosk.reference_hub.app import create_hub
from kiosk.reference_hub.serving import serve


def test_an_operator_reads_the_events_in_pages(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    kiosk.statuses(chain(5, source=kiosk.source))
    operator = hub.as_operator()

    first = hub.get(f"/v1/events?kiosk={kiosk.id}&limit=3", operator).json()
    last = first["events"][-1]
    second = hub.get(f"/v1/events?kiosk={kiosk.id}&limit=3&epoch={last['epoch']}&after={last['sequence']}", operator).json()

    assert [each["event"]["id"] for each in first["events"] + second["events"]] == [f"e1.{place}" for place in range(1, 6)]
    assert (first["more"], second["more"]) == (True, False)


def test_an_operator_sees_refused_events_and_gaps(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    kiosk.statuses(chain(4, source=kiosk.source, notes=["", "", "x" * 70_000, ""])[2:])

    listed = hub.get(f"/v1/events?kiosk={kiosk.id}", hub.as_operator()).json()["events"]

    assert [(each["sequence"], each["status"], each["gap"]) for each in listed] == [(3, "refused", True), (4, "accepted", False)]


def test_an_operator_sees_any_kiosks_cursor(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    assert hub.get(f"/v1/kiosks/{kiosk.id}/cursor", hub.as_operator()).json() == {"kiosk": kiosk.id, "chains": []}


def test_a_kiosk_is_no_operator(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    assert hub.get(f"/v1/events?kiosk={kiosk.id}", kiosk.token).status_code == 403


@pytest.mark.parametrize("path", ["/v1/events?kiosk=x", "/v1/kiosks/x/cursor"])
def test_nobody_reads_without_a_token(hub: RunningHub, path: str) -> None:
    assert hub.get(path).status_code == 401


@pytest.mark.parametrize("query", ["", "kiosk=k&limit=0", "kiosk=k&limit=100000", "kiosk=k&after=true", "kiosk=k&after=-1", "kiosk=%00"])
def test_a_question_that_is_none_is_told_so(hub: RunningHub, query: str) -> None:
    assert hub.get(f"/v1/events?{query}", hub.as_operator()).status_code == 400


def test_health_is_whether_the_database_answers(hub: RunningHub) -> None:
    assert hub.get("/healthz").json() == {"status": "ok"}


def test_a_database_that_is_away_means_later(kiosk: EnrolledKiosk, tmp_path: Path) -> None:
    """The kiosk keeps its events and comes back when it is asked to."""
    database = sqlite3.connect(tmp_path / "hub.db")
    database.execute("DROP TABLE kiosks")
    database.close()

    answer = kiosk.post(chain(1, source=kiosk.source))

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Traceback" not in answer.text


def test_a_page_that_is_not_there_is_a_sentence(hub: RunningHub) -> None:
    answer = hub.get("/v2/everything")

    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_failure_nobody_foresaw_is_a_sentence_and_means_later() -> None:
    """The traceback stays in the hub's log."""
    app = create_hub("sqlite://")
    app.add_url_rule("/broken", view_func=lambda: {}["secret"])

    answer = app.test_client().get("/broken")

    app.extensions["hub_database"].close()
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert b"secret" not in answer.data


def test_a_hub_closes_twice_without_harm(tmp_path: Path) -> None:
    serving = serve(create_hub(f"sqlite:///{tmp_path / 'hub.db'}"), "127.0.0.1", 0)

    serving.close()
    serving.close()

    with pytest.raises(requests.ConnectionError):
        requests.get(f"{serving.url}/healthz", timeout=2)
