"""Enrolment: one code, one kiosk, a quarter of an hour."""

from pathlib import Path

import msgspec
import pytest
import requests
from contract.hubs import TIMEOUT_S, RunningHub

from kiosk.adapters.hub_http import enrol
from kiosk.contract.answers import EnrolmentRequest
from kiosk.contract.signature import kiosk_id
from kiosk.errors import EnrolmentRefused, HubUnreachable
from kiosk.reference_hub.enrolment import issue_code

KEY = bytes(range(32))


def test_the_kiosk_gets_its_id_from_its_key(hub: RunningHub) -> None:
    granted = enrol(hub.url, issue_code(hub.database, "Leuven"), KEY, TIMEOUT_S)

    assert (granted.kiosk, granted.site) == (kiosk_id(KEY), "Leuven")
    assert len(granted.token) > 30


def test_how_a_code_is_typed_does_not_matter(hub: RunningHub) -> None:
    code = issue_code(hub.database, "Leuven")

    granted = enrol(hub.url, f" {code.lower().replace('-', ' ')} ", KEY, TIMEOUT_S)

    assert granted.site == "Leuven"


def test_a_code_is_used_once(hub: RunningHub) -> None:
    code = issue_code(hub.database, "Leuven")
    enrol(hub.url, code, KEY, TIMEOUT_S)

    with pytest.raises(EnrolmentRefused, match="used"):
        enrol(hub.url, code, bytes(32), TIMEOUT_S)


def test_an_old_code_is_refused(hub: RunningHub) -> None:
    code = issue_code(hub.database, "Leuven", valid_s=-1)

    with pytest.raises(EnrolmentRefused, match="15 minutes"):
        enrol(hub.url, code, KEY, TIMEOUT_S)


def test_a_wrong_code_is_refused(hub: RunningHub) -> None:
    with pytest.raises(EnrolmentRefused):
        enrol(hub.url, "AAAAA-AAAAA", KEY, TIMEOUT_S)


@pytest.mark.parametrize("key", [b"short", bytes(33), b""])
def test_a_key_that_is_none_does_not_cost_the_code(hub: RunningHub, key: bytes) -> None:
    code = issue_code(hub.database, "Leuven")
    with pytest.raises(EnrolmentRefused, match="32 bytes"):
        enrol(hub.url, code, key, TIMEOUT_S)

    assert enrol(hub.url, code, KEY, TIMEOUT_S).kiosk == kiosk_id(KEY)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"code": 1}', b"\xff", msgspec.json.encode(EnrolmentRequest("c", "no base64!"))])
def test_what_is_no_enrolment_is_told_so(hub: RunningHub, body: bytes) -> None:
    answer = requests.post(f"{hub.url}/v1/enrolments", data=body, timeout=TIMEOUT_S)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_enrolling_again_ends_the_token_before(hub: RunningHub, tmp_path: Path) -> None:
    """A stolen token is made worthless by enrolling again; the events stay the kiosk's own."""
    first = hub.enrolled(tmp_path / "state")

    second = hub.enrolled(tmp_path / "state")

    assert first.id == second.id
    assert hub.get(f"/v1/kiosks/{first.id}/cursor", first.token).status_code in {401, 403}
    assert hub.get(f"/v1/kiosks/{first.id}/cursor", second.token).status_code == 200


def test_a_database_that_is_stolen_opens_nothing(hub: RunningHub, tmp_path: Path) -> None:
    """Codes and tokens are kept as hashes."""
    code = issue_code(hub.database, "Leuven")
    kiosk = hub.enrolled(tmp_path / "state")

    stored = str([hub.rows(each) for each in ("SELECT * FROM codes", "SELECT * FROM kiosks", "SELECT * FROM operators")])

    assert kiosk.id in stored
    assert kiosk.granted.token not in stored
    assert code not in stored
    assert code.replace("-", "") not in stored


def test_a_token_never_travels_in_the_clear() -> None:
    """Only this machine itself is spoken to without TLS."""
    with pytest.raises(EnrolmentRefused, match="https"):
        enrol("http://hub.example.be", "AAAAA-AAAAA", KEY, TIMEOUT_S)


def test_no_hub_is_no_refusal() -> None:
    """Nobody needs a new code because the network is away."""
    with pytest.raises(HubUnreachable):
        enrol("http://127.0.0.1:1", "AAAAA-AAAAA", KEY, TIMEOUT_S)
