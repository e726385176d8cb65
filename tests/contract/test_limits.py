"""Whoever asks too often is told to wait, in words and seconds; everybody else goes on."""

from pathlib import Path

import requests
from contract.hubs import RunningHub
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.adapters.hub_examined import ask_in
from kiosk.reference_hub.app import create_hub
from kiosk.reference_hub.enrolment import issue_code


def _try_code(hub: RunningHub, code: str) -> requests.Response:
    return ask_in(hub.url, code, Ed25519PrivateKey.generate())


def test_codes_are_not_tried_at_random(hub: RunningHub) -> None:
    """Not even the right one helps in that minute; whoever has a token does not notice."""
    statuses = [_try_code(hub, f"AAAAA-{each:05}").status_code for each in range(30)]

    refused = _try_code(hub, issue_code(hub.database, "Leuven"))

    assert set(statuses) == {403}
    assert (refused.status_code, refused.headers["Content-Type"]) == (429, "application/problem+json")
    assert int(refused.headers["Retry-After"]) > 0
    assert hub.get("/v1/events?kiosk=k", hub.as_operator()).status_code == 200


def test_each_of_four_workers_takes_its_part(tmp_path: Path) -> None:
    """So the four together try no more codes than one alone."""
    worker = create_hub(f"sqlite:///{tmp_path / 'hub.db'}", workers=4)
    client = worker.test_client()

    statuses = [client.post("/v1/enrolments", data=b"{}").status_code for _ in range(9)]
    worker.extensions["hub_database"].close()

    assert statuses == [400] * 8 + [429]
