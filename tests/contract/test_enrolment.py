"""Enrolment: one code, one kiosk, a quarter of an hour."""

import base64
from pathlib import Path

import msgspec
import pytest
import requests
from contract.hubs import TIMEOUT_S, Keyed, RunningHub

from kiosk.adapters.hub_http import HttpHub, enrol
from kiosk.contract.answers import EnrolmentRequest, NumberBlock
from kiosk.contract.signature import enrolment_to_sign, kiosk_id
from kiosk.errors import EnrolmentRefused, HubRefusesKiosk, HubUnreachable
from kiosk.reference_hub.enrolment import issue_code

KEY = Keyed()


def test_the_kiosk_gets_its_id_from_its_key(hub: RunningHub) -> None:
    granted = enrol(hub.url, issue_code(hub.database, "Leuven"), KEY, TIMEOUT_S)

    assert (granted.kiosk, granted.site) == (kiosk_id(KEY.public_key), "Leuven")
    assert len(granted.token) > 30


def test_how_a_code_is_typed_does_not_matter(hub: RunningHub) -> None:
    code = issue_code(hub.database, "Leuven")

    granted = enrol(hub.url, f" {code.lower().replace('-', ' ')} ", KEY, TIMEOUT_S)

    assert granted.site == "Leuven"


def test_a_code_is_used_once(hub: RunningHub) -> None:
    code = issue_code(hub.database, "Leuven")
    enrol(hub.url, code, KEY, TIMEOUT_S)

    with pytest.raises(EnrolmentRefused, match="used"):
        enrol(hub.url, code, Keyed(), TIMEOUT_S)


def test_an_old_code_is_refused(hub: RunningHub) -> None:
    code = issue_code(hub.database, "Leuven", valid_s=-1)

    with pytest.raises(EnrolmentRefused, match="15 minutes"):
        enrol(hub.url, code, KEY, TIMEOUT_S)


def test_a_wrong_code_is_refused(hub: RunningHub) -> None:
    with pytest.raises(EnrolmentRefused):
        enrol(hub.url, "AAAAA-AAAAA", KEY, TIMEOUT_S)


@pytest.mark.parametrize("key", [b"short", bytes(33), b"\0"])
def test_a_key_that_is_none_does_not_cost_the_code(hub: RunningHub, key: bytes) -> None:
    code = issue_code(hub.database, "Leuven")
    with pytest.raises(EnrolmentRefused, match="32 bytes"):
        enrol(hub.url, code, Keyed(named=key), TIMEOUT_S)

    assert enrol(hub.url, code, KEY, TIMEOUT_S).kiosk == kiosk_id(KEY.public_key)


def test_a_key_somebody_does_not_hold_is_not_enrolled(hub: RunningHub) -> None:
    """The one-time code is the challenge; a public key that was seen somewhere is not enough, and the code stays good."""
    code = issue_code(hub.database, "Leuven")

    with pytest.raises(EnrolmentRefused, match="proof"):
        enrol(hub.url, code, Keyed(named=KEY.public_key), TIMEOUT_S)

    assert enrol(hub.url, code, KEY, TIMEOUT_S).kiosk == kiosk_id(KEY.public_key)


def test_a_proof_for_another_code_proves_nothing(hub: RunningHub) -> None:
    """Whoever listened to one enrolment has nothing for the next."""
    proof = KEY.sign(enrolment_to_sign("AAAAA-AAAAA", KEY.public_key))
    public = base64.b64encode(KEY.public_key).decode()
    request = EnrolmentRequest(issue_code(hub.database, "Leuven"), public, base64.b64encode(proof).decode())

    answer = requests.post(f"{hub.url}/v1/enrolments", data=msgspec.json.encode(request), timeout=TIMEOUT_S)

    assert (answer.status_code, "proof" in answer.json()["detail"]) == (400, True)


# -- numbers -----------------------------------------------------------------------------


def test_each_kiosk_of_a_site_is_leased_numbers_of_its_own(hub: RunningHub) -> None:
    first = enrol(hub.url, issue_code(hub.database, "Leuven", "LV"), Keyed(), TIMEOUT_S).numbers
    second = enrol(hub.url, issue_code(hub.database, "Leuven", "LV"), Keyed(), TIMEOUT_S).numbers

    assert first == NumberBlock("LV1", 1, 5000)
    assert second == NumberBlock("LV2", 1, 5000)


@pytest.mark.parametrize(("site", "letters"), [("Leuven", "LE"), ("Zele", "AZE"), ("Évry", "EV"), ("1", "XX")])
def test_a_site_without_letters_gets_some_no_kiosk_makes_for_itself(hub: RunningHub, site: str, letters: str) -> None:
    granted = enrol(hub.url, issue_code(hub.database, site), Keyed(), TIMEOUT_S)

    assert granted.numbers
    assert granted.numbers.prefix == f"{letters}1"


def test_a_kiosk_that_enrols_again_keeps_its_numbers(hub: RunningHub) -> None:
    before = enrol(hub.url, issue_code(hub.database, "Leuven"), KEY, TIMEOUT_S).numbers

    assert enrol(hub.url, issue_code(hub.database, "Leuven"), KEY, TIMEOUT_S).numbers == before


def test_a_kiosk_asks_for_the_next_numbers(hub: RunningHub) -> None:
    """A lost answer costs none: asked again, the same are answered."""
    granted = enrol(hub.url, issue_code(hub.database, "Leuven", "LV"), KEY, TIMEOUT_S)
    asking = HttpHub(hub.url, granted.token, TIMEOUT_S)

    found = [asking.numbers(granted.kiosk, after) for after in (5000, 5000, 10_000, 0)]

    asking.close()
    assert [(each.prefix, each.first) for each in found] == [("LV1", 5001), ("LV1", 5001), ("LV1", 10_001), ("LV1", 1)]


def test_a_kiosk_asks_for_its_own_numbers_only(hub: RunningHub, tmp_path: Path) -> None:
    one, other = hub.enrolled(tmp_path / "one"), hub.enrolled(tmp_path / "other")
    asking = HttpHub(hub.url, one.granted.token, TIMEOUT_S)

    with pytest.raises(HubRefusesKiosk, match="its own"):
        asking.numbers(other.id, 0)

    asking.close()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"code": 1}', b"\xff", msgspec.json.encode(EnrolmentRequest("c", "no base64!", ""))])
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
