"""The local API, the failures and the preview."""

import os
from pathlib import Path

import pytest
from fakes import MemoryLedger
from flask.testing import FlaskClient
from web.counters import KETTLE, PHONE, Counter, counter_with

from kiosk.domain.intake import Intake
from kiosk.domain.question import HAZARD
from kiosk.errors import LedgerTooNew
from kiosk.web.app import create_app

BASE = "http://localhost:8080"


def client(counter: Counter) -> FlaskClient:
    return counter.app.test_client()


def test_the_counter_is_told_as_json(counter: Counter) -> None:
    """What scripts and the demo's people look at."""
    counter.scan(KETTLE)

    seen = client(counter).get("/api/v1/counter", base_url=BASE).json

    assert seen
    assert (seen["stage"], seen["intake"], seen["category"]) == ("asking", "epoch-1", "kettle")
    assert seen["question"]["id"] == "works"
    assert [each["id"] for each in seen["question"]["choices"]] == ["yes", "no", "unsure"]
    assert seen["question"]["choices"][0]["texts"]["fr"] == "Oui"


def test_a_verdict_is_told_with_its_container(counter: Counter) -> None:
    """Ruling, outcome, what is allowed, and where it goes."""
    counter.scan(KETTLE)
    counter.desk.answer("works", "yes")

    seen = client(counter).get("/api/v1/counter", base_url=BASE).json

    assert seen
    assert (seen["ruling"], seen["outcome"], seen["destination"]) == ("decided", "reuse", "2")
    assert seen["allowed"] == ["recycle", "repair", "reuse"]


def test_a_receipt_is_told(counter: Counter) -> None:
    """Until the next item."""
    counter.desk.scrap()

    seen = client(counter).get("/api/v1/counter", base_url=BASE).json

    assert seen
    assert seen["receipt"] == {"id": "epoch-1", "outcome": "recycle"}
    assert seen["intake"] is None


def test_a_trail_is_told_with_everything_said(counter: Counter) -> None:
    """Vetoes, opinions, silences and steps of one intake."""
    counter.scan(PHONE)
    counter.desk.answer(HAZARD, "battery")

    told = client(counter).get("/api/v1/intakes/epoch-1", base_url=BASE).json

    assert told
    assert told["verdict"]["trail"]["vetoes"][0]["by"] == "safety_stops"
    assert told["steps"][0]["what"] == "reading.joined"


def test_an_unknown_intake_is_a_sentence_with_a_code(counter: Counter) -> None:
    """For programs: 404 and JSON."""
    answer = client(counter).get("/api/v1/intakes/nobody", base_url=BASE)

    assert answer.status_code == 404
    assert answer.json
    assert answer.json["code"] == "KSK-142"


def test_a_page_that_is_not_there_leads_on(counter: Counter) -> None:
    """A sentence and a button."""
    answer = client(counter).get("/nothing", base_url=BASE)

    assert answer.status_code == 404
    assert "Deze pagina is er niet" in answer.text
    assert "Verder" in answer.text


def test_an_address_of_the_api_that_is_not_there_is_json(counter: Counter) -> None:
    """Programs read no pages."""
    answer = client(counter).get("/api/v1/nothing", base_url=BASE)

    assert answer.status_code == 404
    assert answer.json
    assert answer.json["code"] == "KSK-100"


@pytest.mark.parametrize("outcome", ["burn", "", "REUSE"])
def test_an_outcome_nobody_knows_is_refused(counter: Counter, outcome: str) -> None:
    """By the form and by the page of its reasons."""
    counter.scan(KETTLE)
    headers = {"Sec-Fetch-Site": "same-origin"}

    assert client(counter).post("/intake/choose", base_url=BASE, data={"outcome": outcome}, headers=headers).status_code == 400
    assert client(counter).get(f"/other/{outcome or 'x'}", base_url=BASE).status_code == 404


class BreakingLedger(MemoryLedger):
    """A ledger that fails, once it is to, in a way nobody foresaw."""

    failure: Exception | None = None

    def latest(self, limit: int) -> tuple[Intake, ...]:
        if self.failure:
            raise self.failure
        return super().latest(limit)

    def find(self, number: str) -> Intake | None:
        if self.failure:
            raise self.failure
        return super().find(number)


@pytest.mark.parametrize(
    ("failure", "code"), [(ZeroDivisionError("secret"), "KSK-100"), (LedgerTooNew("x", 9, 1), "KSK-311")], ids=["unforeseen", "ours"]
)
def test_a_failure_is_a_sentence_and_a_code_never_a_traceback(failure: Exception, code: str) -> None:
    """For people in their language; the log has the rest."""
    ledger = BreakingLedger()
    counter = counter_with(ledger=ledger)
    ledger.failure = failure

    answer = client(counter).get("/", base_url=BASE)

    assert answer.status_code == 500
    assert f"De kiosk werkt verder. ({code})" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_failure_is_told_to_programs_as_json() -> None:
    """With the same code and no traceback."""
    ledger = BreakingLedger()
    counter = counter_with(ledger=ledger)
    ledger.failure = ZeroDivisionError("secret")

    answer = client(counter).get("/api/v1/intakes/epoch-1", base_url=BASE)

    assert answer.status_code == 500
    assert answer.json
    assert answer.json["code"] == "KSK-100"
    assert "secret" not in answer.text


def test_an_address_with_a_slash_too_many_leads_to_the_right_one(counter: Counter) -> None:
    """A redirect is no failure."""
    assert client(counter).get("//recent", base_url=BASE).status_code == 308


def test_without_a_camera_the_frame_shows_how_to_hold_a_code(counter: Counter) -> None:
    """A drawing, not an empty frame."""
    answer = client(counter).get("/preview", base_url=BASE)

    assert answer.status_code == 302
    assert answer.location.endswith("aim.svg")
    assert "data-live" not in counter.screen().get("/")


def test_with_a_camera_the_frame_shows_what_it_sees(counter: Counter, tmp_path: Path) -> None:
    """The file capture wrote last; handing it out says that somebody looks."""
    (tmp_path / "latest.jpg").write_bytes(b"\xff\xd8picture")
    app = create_app(counter.desk, counter.settings, tmp_path)

    with app.test_client().get("/preview", base_url=BASE) as answer:
        assert answer.data == b"\xff\xd8picture"
        assert answer.mimetype == "image/jpeg"
    assert (tmp_path / "wanted").exists()
    assert "data-live" in app.test_client().get("/", base_url=BASE).text


def test_a_picture_of_an_item_long_gone_is_not_shown(counter: Counter, tmp_path: Path) -> None:
    """Capture may have died, or nobody has looked for a while."""
    (tmp_path / "latest.jpg").write_bytes(b"old")
    os.utime(tmp_path / "latest.jpg", (1000, 1000))
    app = create_app(counter.desk, counter.settings, tmp_path)

    answer = app.test_client().get("/preview", base_url=BASE)

    assert answer.location.endswith("aim.svg")
    assert (tmp_path / "wanted").exists()


def test_a_preview_folder_that_is_gone_shows_the_drawing(counter: Counter, tmp_path: Path) -> None:
    """It lies in memory and may vanish."""
    app = create_app(counter.desk, counter.settings, tmp_path / "gone")

    assert app.test_client().get("/preview", base_url=BASE).location.endswith("aim.svg")
