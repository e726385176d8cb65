"""What the hub says of each event, whatever arrives."""

import base64
import gzip
import threading
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from contract.hubs import EnrolledKiosk, RunningHub
from intake_samples import chain, told

from kiosk.contract.envelope import FIRST_PREVHASH, batch, canonical, seal
from kiosk.contract.events import Event, EventType, Happening, Link
from kiosk.contract.signature import HEADER, Head, SignedHead
from kiosk.reference_hub.reading import events_of


def _bodies(events: list[Event]) -> bytes:
    return batch([each.body for each in events])


def _cursor(hub: RunningHub, kiosk: EnrolledKiosk) -> dict[str, object]:
    (chain_at_hub,) = hub.get(f"/v1/kiosks/{kiosk.id}/cursor", kiosk.token).json()["chains"]
    return {name: chain_at_hub[name] for name in ("contiguous_to", "highest", "gaps")}


def _link(kiosk: EnrolledKiosk, sequence: int, prevhash: str) -> Link:
    return Link(kiosk.source, "e1", sequence, prevhash)


def test_each_event_is_accepted_by_name(kiosk: EnrolledKiosk) -> None:
    """The answer names kiosk, epoch and sequences: that alone acknowledges."""
    answer = kiosk.post(chain(3, source=kiosk.source)).json()

    assert answer == {
        "kiosk": kiosk.id,
        "epoch": "e1",
        "results": [{"sequence": each, "status": "accepted", "reason": ""} for each in (1, 2, 3)],
        "contiguous_to": 3,
    }


def test_sending_again_is_harmless(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """The id is the idempotency key: an event is kept once, however often it comes."""
    events = chain(4, source=kiosk.source)
    kiosk.statuses(events[:3])

    again = kiosk.statuses(events)

    assert again == {1: "known", 2: "known", 3: "known", 4: "accepted"}
    assert [each["id"] for each in events_of(hub.database, kiosk.id)] == ["e1.1", "e1.2", "e1.3", "e1.4"]


def test_the_hub_keeps_the_bytes_it_was_sent(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    events = chain(2, source=kiosk.source, notes=["Waterkoker \u00e9\u20ac", "\U0001f525 1.0"])

    kiosk.statuses(events)

    assert [canonical(each) for each in events_of(hub.database, kiosk.id)] == [each.body for each in events]


def test_a_batch_may_be_packed(kiosk: EnrolledKiosk) -> None:
    events = chain(3, source=kiosk.source)

    answer = kiosk.post(events, gzip.compress(_bodies(events)), {"Content-Encoding": "gzip"})

    assert answer.json()["contiguous_to"] == 3


def test_white_space_of_a_proxy_changes_nothing(kiosk: EnrolledKiosk) -> None:
    """Canonical bytes are hashed, not those of the network."""
    events = chain(2, source=kiosk.source)

    assert kiosk.statuses(events, _bodies(events).replace(b'":', b'" : ')) == {1: "accepted", 2: "accepted"}


# -- the chain -------------------------------------------------------------------------


@pytest.mark.parametrize("changed", [1, 2, 3])
def test_a_changed_byte_is_found_and_located(kiosk: EnrolledKiosk, changed: int) -> None:
    """What stands behind it is proven by the head; of what stands before it nothing is said, so it comes again."""
    events = chain(3, source=kiosk.source)
    bodies = [each.body for each in events]
    bodies[changed - 1] = bodies[changed - 1].replace(b'"outcome":"reuse"', b'"outcome":"reusf"')

    statuses = kiosk.statuses(events, batch(bodies))

    assert statuses == {changed: "refused"} | dict.fromkeys(range(changed + 1, 4), "accepted")


def test_the_right_bytes_may_still_come_after_changed_ones(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """A tombstone holds the place by the hash that was signed."""
    events = chain(3, source=kiosk.source)
    kiosk.statuses(events, _bodies(events).replace(b'e1-2"', b'e1-9"'))

    statuses = kiosk.statuses(events)

    assert statuses == {1: "accepted", 2: "accepted", 3: "known"}
    assert [each["subject"] for each in events_of(hub.database, kiosk.id)] == ["e1-1", "e1-2", "e1-3"]


def test_an_event_that_cannot_be_taken_leaves_a_tombstone(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """Chain and cursor pass; refused again it stays what it was."""
    events = chain(1, source=kiosk.source)
    wrong = seal(replace(told("e1-2"), type="not one word"), _link(kiosk, 2, events[0].hash))
    events += [wrong, seal(told("e1-3"), _link(kiosk, 3, wrong.hash))]

    answer = kiosk.post(events).json()

    assert [each["status"] for each in answer["results"]] == ["accepted", "refused", "accepted"]
    assert "type" in answer["results"][1]["reason"]
    assert answer["contiguous_to"] == 3
    assert kiosk.statuses(events) == {1: "known", 2: "refused", 3: "known"}
    assert [each["id"] for each in events_of(hub.database, kiosk.id)] == ["e1.1", "e1.3"]


def test_another_kiosks_event_is_not_taken(kiosk: EnrolledKiosk) -> None:
    """Its source is part of its identity."""
    assert kiosk.statuses(chain(1, source="/kiosks/k-somebodyelse")) == {1: "refused"}


def test_another_event_of_the_same_number_is_a_conflict(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """A copied card tells another story: the first one stays, the branch is not mixed in."""
    kiosk.statuses(chain(3, source=kiosk.source))

    statuses = kiosk.statuses(chain(4, source=kiosk.source, notes=["", "other", "", ""]))

    assert statuses == {1: "known", 2: "conflict", 3: "conflict", 4: "conflict"}
    assert [each["data"]["note"] for each in events_of(hub.database, kiosk.id)] == ["", "", ""]
    assert _cursor(hub, kiosk) == {"contiguous_to": 3, "highest": 3, "gaps": []}


def test_a_conflict_told_twice_is_kept_as_evidence_once(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """The operator sees the other story, not how often it was told."""
    kiosk.statuses(chain(1, source=kiosk.source))
    other = chain(1, source=kiosk.source, notes=["other"])

    statuses = [kiosk.statuses(other), kiosk.statuses(other)]

    evidence = hub.rows("SELECT sequence, hash, body FROM conflicts")
    assert statuses == [{1: "conflict"}, {1: "conflict"}]
    assert evidence == [(1, other[0].hash, other[0].body)]


def test_a_changed_event_whose_place_is_taken_is_a_conflict(kiosk: EnrolledKiosk) -> None:
    """What is there is not touched by bytes nobody vouches for."""
    events = chain(2, source=kiosk.source)
    kiosk.statuses(events[:1])

    statuses = kiosk.statuses(events, _bodies(events).replace(b'e1-1"', b'e1-9"'))

    assert statuses == {1: "conflict", 2: "accepted"}


def test_half_a_character_has_no_canonical_bytes(kiosk: EnrolledKiosk) -> None:
    """The event is refused in its place, not the batch."""
    events = chain(2, source=kiosk.source)

    assert kiosk.statuses(events, _bodies(events).replace(b'"note":""', b'"note":"\\ud800"', 1)) == {1: "refused", 2: "accepted"}


def test_an_event_that_follows_another_chain_is_a_conflict(kiosk: EnrolledKiosk) -> None:
    """Its number is free, but what stands before it is not what it follows."""
    kiosk.statuses(chain(2, source=kiosk.source))

    assert kiosk.statuses(chain(3, source=kiosk.source, notes=["x", "", ""])[2:]) == {3: "conflict"}


def test_an_event_the_next_one_does_not_follow_is_a_conflict(kiosk: EnrolledKiosk) -> None:
    kiosk.statuses(chain(3, source=kiosk.source)[1:])

    assert kiosk.statuses(chain(1, source=kiosk.source, notes=["other"])) == {1: "conflict"}


def test_gaps_are_flagged_and_filled(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """Order on the way does not matter, completeness does."""
    events = chain(9, source=kiosk.source)
    kiosk.statuses(events[1:3])
    kiosk.statuses(events[5:7])
    with_gaps = _cursor(hub, kiosk)

    for part in (events[:1], events[3:5], events[7:]):
        kiosk.statuses(part)

    assert with_gaps == {"contiguous_to": 0, "highest": 7, "gaps": [[1, 1], [4, 5]]}
    assert _cursor(hub, kiosk) == {"contiguous_to": 9, "highest": 9, "gaps": []}


def test_a_new_ledger_is_a_chain_of_its_own(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    kiosk.statuses(chain(2, source=kiosk.source))
    kiosk.statuses(chain(1, source=kiosk.source, epoch="e2"))

    chains = hub.get(f"/v1/kiosks/{kiosk.id}/cursor", kiosk.token).json()["chains"]

    assert [(each["epoch"], each["contiguous_to"]) for each in chains] == [("e1", 2), ("e2", 1)]


def test_the_same_batch_twice_at_once_is_kept_once(hub: RunningHub, kiosk: EnrolledKiosk) -> None:
    """A kiosk that gave up waiting and sends again meets itself."""
    events = chain(20, source=kiosk.source)
    said: list[dict[int, str]] = []
    threads = [threading.Thread(target=lambda: said.append(kiosk.statuses(events))) for _ in range(4)]

    for each in threads:
        each.start()
    for each in threads:
        each.join()

    assert sorted({status for word in said for status in word.values()}) == ["accepted", "known"]
    assert sum(status == "accepted" for word in said for status in word.values()) == 20
    assert len(events_of(hub.database, kiosk.id)) == 20


# -- what is no batch --------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{}", b"[1]", b"[{}]", b"\xff\xfe", b"[" * 100_000, b'[{"epoch":"e1","sequence":1}]', b'[{"epoch":"e1","sequence":"' + b"9" * 5000 + b'"}]'],
    ids=["empty", "none", "object", "number", "placeless", "binary", "deep", "numeric", "endless"],
)  # fmt: skip
def test_what_is_no_batch_is_told_so(kiosk: EnrolledKiosk, body: bytes) -> None:
    """A sentence and no traceback, and nothing is acknowledged."""
    answer = kiosk.post(chain(1, source=kiosk.source), body)

    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_numbers_no_json_can_hold_are_refused_in_their_place(kiosk: EnrolledKiosk) -> None:
    """An event without canonical bytes fits no chain."""
    events = chain(1, source=kiosk.source)

    assert kiosk.statuses(events, _bodies(events).replace(b'"note":""', b'"note":9007199254740993')) == {1: "refused"}


def test_a_run_with_a_hole_is_no_batch(kiosk: EnrolledKiosk) -> None:
    events = chain(3, source=kiosk.source)

    assert kiosk.post([events[0], events[2]]).status_code == 400


def test_a_head_about_another_event_is_refused(kiosk: EnrolledKiosk) -> None:
    events = chain(3, source=kiosk.source)

    assert kiosk.post(events, _bodies(events[:2])).status_code == 400


def test_words_no_database_can_store_are_refused_in_their_place(kiosk: EnrolledKiosk) -> None:
    """The sentence names the word; neither its length nor its NUL stops the events behind it."""
    at = told("e1-1").at
    kind = EventType.INTAKE_RECORDED
    said = Happening(kind, "e1-1", at, {"outcome": "\0" + "x" * 900})
    first = seal(said, _link(kiosk, 1, FIRST_PREVHASH))
    second = seal(told("e1-2"), _link(kiosk, 2, first.hash))

    assert kiosk.statuses([first, second]) == {1: "refused", 2: "accepted"}


@pytest.mark.parametrize(
    "header", ["[" * 50_000, '{"kiosk":"\\ud800","epoch":"e","sequence":1,"hash":"","signature":""}'], ids=["deep", "half"]
)
def test_a_header_made_to_do_harm_is_refused_in_words(kiosk: EnrolledKiosk, header: str) -> None:
    answer = kiosk.post(chain(1, source=kiosk.source), headers={HEADER: base64.b64encode(header.encode()).decode()})

    assert (answer.status_code, answer.json()["title"]) == (400, "Bad Request")


def test_a_head_that_cannot_be_read_is_refused(kiosk: EnrolledKiosk) -> None:
    assert kiosk.post(chain(1, source=kiosk.source), headers={HEADER: "nonsense"}).status_code == 400


def test_only_the_enrolled_key_signs(hub: RunningHub, kiosk: EnrolledKiosk, tmp_path: Path) -> None:
    """A stolen token without the key can add nothing."""
    (event,) = chain(1, source=kiosk.source)
    head = Head(kiosk.id, event.epoch, event.sequence, event.hash)
    stranger = hub.enrolled(tmp_path / "other")

    answer = kiosk.post([event], headers={HEADER: SignedHead(head, stranger.signer.sign(head.to_sign())).to_header()})

    assert answer.status_code == 403
    assert not events_of(hub.database, kiosk.id)


def test_a_token_opens_its_own_kiosk_only(hub: RunningHub, kiosk: EnrolledKiosk, tmp_path: Path) -> None:
    stranger = hub.enrolled(tmp_path / "other")
    events = chain(1, source=kiosk.source)

    answer = kiosk.post(events, headers=dict(stranger.token))

    assert answer.status_code == 403
    assert hub.get(f"/v1/kiosks/{kiosk.id}/cursor", stranger.token).status_code == 403


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic a2lvc2s6", "wrong"])
def test_without_a_right_token_nothing_is_taken(kiosk: EnrolledKiosk, authorization: str) -> None:
    answer = kiosk.post(chain(1, source=kiosk.source), headers={"Authorization": authorization})

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Content-Type": "application/json"}, 415), ({"Content-Encoding": "br"}, 400), ({"Content-Encoding": "gzip"}, 400)],
    ids=["type", "encoding", "not-packed"],
)
def test_another_format_is_told_so(kiosk: EnrolledKiosk, headers: dict[str, str], status: int) -> None:
    assert kiosk.post(chain(1, source=kiosk.source), headers=headers).status_code == status


@pytest.mark.parametrize("tail", [b"", b"more"], ids=["cut", "more"])
def test_a_packed_body_is_whole(kiosk: EnrolledKiosk, tail: bytes) -> None:
    events = chain(1, source=kiosk.source)
    packed = gzip.compress(_bodies(events))

    answer = kiosk.post(events, packed + tail if tail else packed[:-6], {"Content-Encoding": "gzip"})

    assert answer.status_code == 400


def test_a_zip_bomb_is_not_unpacked(kiosk: EnrolledKiosk) -> None:
    """A megabyte of nothing must not become a gigabyte of memory."""
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()

    answer = kiosk.post(chain(1, source=kiosk.source), bomb, {"Content-Encoding": "gzip"})

    assert len(bomb) < 100_000
    assert answer.status_code == 413


def test_a_body_that_is_too_large_is_told_so(kiosk: EnrolledKiosk) -> None:
    """413 is what a kiosk halves its batch for."""
    assert kiosk.post(chain(1, source=kiosk.source), b"[" + b" " * (1 << 20) + b"]").status_code == 413


def test_too_many_events_at_once_are_told_so(kiosk: EnrolledKiosk) -> None:
    assert kiosk.post(chain(1, source=kiosk.source), batch([b"{}"] * 1001)).status_code == 413


def test_an_event_that_is_too_large_is_refused_by_name(kiosk: EnrolledKiosk) -> None:
    """It steps aside, the queue goes on."""
    events = chain(2, source=kiosk.source, notes=["x" * 70_000, ""])

    assert kiosk.statuses(events) == {1: "refused", 2: "accepted"}


@pytest.mark.parametrize("path", ["/v1/kiosks/%00/cursor", "/v1/kiosks/x/cursor", "/v1/datasets/%00", "/v1/datasets/X"])
def test_a_name_nothing_can_have_is_not_there(hub: RunningHub, kiosk: EnrolledKiosk, path: str) -> None:
    token = kiosk.token if "datasets" in path else hub.as_operator()

    assert hub.get(path, token).status_code == 404
