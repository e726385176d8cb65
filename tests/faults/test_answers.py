"""Fault 7: every answer a hub can give, and some none should; nothing is lost, dropped or believed without reason."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from contract.hubs import running_hub
from faults.conftest import Form
from faults.false_network import FalseNetwork, reply
from faults.postings import Posting, posting

REFUSAL = json.dumps({"status": 422, "title": "No", "detail": "no"}).encode()
ANSWERS = {
    **{
        f"{status}-{kind}": reply(status, body)
        for status in (400, 401, 403, 404, 409, 413, 422, 451)
        for kind, body in {"empty": b"", "told": REFUSAL}.items()
    },
    **{str(status): reply(status) for status in (408, 425, 429, 500, 502, 503, 504, 599)},
    **{str(status): reply(status) for status in (201, 202, 204, 301, 304, 307)},
    "ten-megabytes": reply(200, b" " * 10_000_000),
    "empty": reply(200),
    "no-json": reply(200, b"<html>"),
    "half": reply(200, b'{"kiosk":'),
    "of-another": reply(200, b'{"kiosk":"k-0","epoch":"e","results":[{"sequence":1,"status":"accepted"}],"contiguous_to":1}'),
    "no-http": b"SSH-2.0-OpenSSH_9.2\r\n",
}
PATIENT_S = 20.0
"""Here every answer comes, on a slow machine later: silence is the business of the networks."""
STOPS = ("400", "401", "403", "404", "409", "413", "422", "451")


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Posting]:
    with running_hub(tmp_path) as hub, posting(hub, tmp_path) as prepared:
        prepared.timeout_s = PATIENT_S
        yield prepared


@pytest.mark.parametrize("forwards", [False, True], ids=["before-the-hub", "after-the-hub-had-it"])
def test_whatever_is_answered_nothing_is_lost(post: Posting, form: Form, forwards: bool) -> None:  # noqa: FBT001 - one of two
    """Each answer alone: what waits still waits, nothing is parked, the reason is in sight; then everything arrives once."""
    network = FalseNetwork(post.hub.url, forwards=forwards)
    with network.running() as url:
        for name, answer in ANSWERS.items():
            post.record(3)
            post.outbox.retry()
            network.next_fault = lambda answer=answer: answer  # type: ignore[misc]  # bound now
            post.deliver(url, done=lambda: post.fault)

            assert post.outbox.backlog().waiting == 3, name
            assert not post.outbox.parked(), name
            assert ("KSK-412" in post.fault) is name.startswith(STOPS), (name, post.fault)
            network.next_fault = lambda: "passes"
            post.deliver(url)
            assert not post.fault, name

    assert post.arrived == list(range(1, 3 * len(ANSWERS) + 1))
    form.keep(
        7,
        f"{len(ANSWERS)} answers: 4xx with and without a body, 5xx, other successes, redirects, 10 MB, cut, of another kiosk, no HTTP"
        + (", after the hub had kept the batch" if forwards else ", in place of the hub's"),
        f"{3 * len(ANSWERS)} of {3 * len(ANSWERS)} events at the hub, each once; 0 parked; each 4xx stopped with an alarm",
    )


def test_an_acknowledgement_of_what_was_not_sent_is_not_believed(post: Posting) -> None:
    """Right kiosk, right epoch, unknown sequences or an unknown word."""
    post.record(2)
    good = {"kiosk": post.kiosk.id, "epoch": post.outbox.epoch, "contiguous_to": 9}
    network = FalseNetwork(post.hub.url)
    with network.running() as url:
        for results in ([{"sequence": 9, "status": "accepted"}], [{"sequence": 1, "status": "perhaps"}], []):
            network.next_fault = lambda results=results: reply(200, json.dumps({**good, "results": results}).encode())  # type: ignore[misc]
            post.outbox.retry()
            post.deliver(url, done=lambda: "KSK-413" in post.fault)

            assert post.outbox.backlog().waiting == 2

        network.next_fault = lambda: "passes"
        post.deliver(url)

    assert post.arrived == [1, 2]


def test_bytes_the_hub_cannot_even_parse_step_aside_alone(post: Posting) -> None:
    """A rotten byte on the card makes the whole batch no JSON; the hub says which batch, and halving finds the event."""
    post.record(40)
    with post.outbox._ledger.connect() as connection:  # noqa: SLF001 - the card rots beneath the kiosk
        connection.execute("UPDATE events SET body = X'7B' WHERE seq = 17")
    connection.close()

    post.deliver(post.hub.url)

    assert [each.event.sequence for each in post.outbox.parked()] == [17]
    assert post.arrived == [each for each in range(1, 41) if each != 17]
