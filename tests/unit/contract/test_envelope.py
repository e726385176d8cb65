"""The envelope: the same bytes in every language, and a chain that shows a changed byte."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from intake_samples import NOON, SOURCE, chain

from kiosk.contract import published
from kiosk.contract.envelope import FIRST_PREVHASH, batch, canonical, digest, is_canonical, parse_batch, parse_event, seal
from kiosk.contract.events import EventType, Happening, Link
from kiosk.contract.received import is_one_run, prove, receive
from kiosk.contract.signature import Head, SignedHead, fingerprint, kiosk_id

KIOSK = SOURCE.rpartition("/")[2]
texts = st.text(st.characters(codec="utf-8"), max_size=20)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def test_an_event_is_a_cloudevent_in_its_place() -> None:
    """Golden bytes: whoever changes them breaks every chain there is."""
    event = seal(Happening(EventType.INTAKE_RECORDED, "e1-7", NOON, {"b": 1.0, "a": "é"}), Link(SOURCE, "e1", 7, "f" * 64))

    assert event.body.decode() == (
        '{"bootid":"boot-1","boottime":"1000.000","clocksynced":true,"data":{"a":"é","b":1},"datacontenttype":"application/json",'
        f'"epoch":"e1","id":"e1.7","prevhash":"{"f" * 64}","sequence":"7","source":"{SOURCE}","specversion":"1.0","subject":"e1-7",'
        '"time":"2027-01-15T08:00:00.000Z","type":"be.repairzkthub.intake.recorded.v1"}'
    )
    assert (event.id, event.hash) == ("e1.7", digest(event.body))


@given(st.dictionaries(texts, json_values, max_size=4))
@settings(max_examples=60, deadline=None)
def test_whatever_is_told_comes_back_byte_for_byte(data: dict[str, object]) -> None:
    """Parsed by the hub and written canonically again, it has the hash the kiosk gave it."""
    event = seal(
        Happening(EventType.INTAKE_CANCELLED, "e1-1", NOON, {**data, "reason": "did_not_occur"}), Link(SOURCE, "e1", 1, FIRST_PREVHASH)
    )
    spaced = event.body.replace(b'"data":', b' "data" :\n', 1)

    (raw,) = parse_batch(batch([event.body]))
    (proxied,) = parse_batch(batch([spaced]))

    assert canonical(parse_event(raw)) == event.body
    assert (receive(raw, KIOSK).hash, receive(raw, KIOSK).fault) == (event.hash, "")
    assert prove([receive(proxied, KIOSK)], event.hash).proven == (receive(raw, KIOSK),)


_WRITTEN = st.recursive(
    st.sampled_from(
        ["1.0", "0.5", "-0", "0.0", "1e2", "1E-7", "0.0000001", "9007199254740993", "12345678901234567890.5", "true", "null", "100", "0.90"]
    )
    | st.sampled_from(['"a"', '"\\u001F"', '"\\u001f"', '"\\n"', '"\U0001f525"', '"\\ud800"', '"\x7f"', '"\\/"', '"é"', '"e\u0301"']),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda them: "[" + ",".join(them) + "]")
        | st.lists(st.tuples(st.sampled_from(['"a"', '"b"', '"\uffee"', '"\U00010000"', '"a" ']), inner), max_size=4).map(
            lambda them: "{" + ",".join(f"{key}:{value}" for key, value in them) + "}"
        )
    ),
    max_leaves=6,
)


@given(_WRITTEN)
@settings(max_examples=400, deadline=None)
def test_what_is_told_canonical_is(written: str) -> None:
    """The quick look may doubt, and never errs."""
    raw = f'{{"x":{written}}}'.encode()

    if is_canonical(raw):
        assert canonical(parse_event(raw)) == raw


def test_the_kiosks_own_events_are_told_canonical_at_a_glance() -> None:
    """Else every batch would cost the hub twenty times as much."""
    assert all(is_canonical(each.body) for each in published.event_examples())


@pytest.mark.parametrize("value", [2**53 + 1, float("nan"), float("inf"), "\ud800"], ids=["large", "nan", "inf", "half"])
def test_what_canonical_json_cannot_hold_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical({"data": value})


def test_what_is_nested_too_deeply_is_refused() -> None:
    deep: dict[str, object] = {}
    for _ in range(5000):
        deep = {"a": deep}

    with pytest.raises(ValueError, match="deep"):
        canonical(deep)


# -- the proof of a batch ----------------------------------------------------------------


def _received(bodies: list[bytes]) -> list[object]:
    return [receive(each, KIOSK) for each in parse_batch(batch(bodies))]


@given(st.integers(1, 12), st.data())
@settings(max_examples=60, deadline=None)
def test_one_changed_byte_anywhere_is_found_and_located(count: int, data: st.DataObject) -> None:
    """Everything behind it is proven, it is named, nothing is said of what stands before."""
    events = chain(count)
    place = data.draw(st.integers(0, count - 1))
    body = events[place].body.replace(b'"reuse"', b'"reusf"')

    proof = prove(_received([*(each.body for each in events[:place]), body, *(each.body for each in events[place + 1 :])]), events[-1].hash)

    assert proof.changed is not None
    assert (proof.changed.sequence, proof.expected) == (place + 1, events[place].hash)
    assert [each.sequence for each in proof.proven] == list(range(place + 2, count + 1))
    assert [each.sequence for each in proof.unproven] == list(range(1, place + 1))


def test_a_sound_batch_is_proven_whole() -> None:
    events = chain(5)

    proof = prove(_received([each.body for each in events]), events[-1].hash)

    assert (len(proof.proven), proof.changed, proof.unproven) == (5, None, ())


def test_before_an_event_without_a_readable_link_nothing_is_proven() -> None:
    """It is signed itself, but names nobody."""
    first, _ = chain(2)
    odd = canonical({**json.loads(first.body), "id": "e1.2", "sequence": "2", "prevhash": "lost"})

    proof = prove(_received([first.body, odd]), digest(odd))

    assert [each.sequence for each in proof.proven] == [2]
    assert [each.sequence for each in proof.unproven] == [1]
    assert "prevhash" in proof.proven[0].fault


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"id": "e1.9"}, "id"),
        ({"source": "/kiosks/k-other"}, "source"),
        ({"time": 5}, "time"),
        ({"bootid": None}, "bootid"),
        ({"type": "two words"}, "type"),
        ({"type": "t\n"}, "type"),
        ({"prevhash": "F" * 64}, "prevhash"),
        ({"data": []}, "data"),
        ({"data": {"x": "y" * 70_000}}, "bytes"),
    ],
)
def test_each_fault_of_an_event_is_a_sentence(change: dict[str, object], why: str) -> None:
    (event,) = chain(1)

    assert why in receive(json.dumps({**json.loads(event.body), **change}).encode(), KIOSK).fault


@pytest.mark.parametrize(
    "change",
    [
        {"epoch": 1},
        {"epoch": "E 1"},
        {"epoch": "e1\n"},
        {"sequence": 1},
        {"sequence": "0"},
        {"sequence": "01"},
        {"sequence": "9" * 19},
        {"sequence": "\u0661"},
    ],
)
def test_an_event_without_a_place_cannot_be_answered(change: dict[str, object]) -> None:
    (event,) = chain(1)

    with pytest.raises(ValueError, match="epoch and a sequence"):
        receive(json.dumps({**json.loads(event.body), **change}).encode(), KIOSK)


def test_a_run_is_one_epoch_without_gaps() -> None:
    events = [receive(each.body, KIOSK) for each in chain(3)]
    other = [receive(each.body, KIOSK) for each in chain(3, epoch="e2")]

    assert is_one_run(events)
    assert not is_one_run([events[0], events[2]])
    assert not is_one_run([events[0], other[1]])
    assert not is_one_run([events[1], events[0]])


# -- the signed head ---------------------------------------------------------------------


def test_a_head_travels_in_one_header() -> None:
    signed = SignedHead(Head("k-1", "e1", 7, "0" * 64), b"s" * 64)

    assert SignedHead.from_header(signed.to_header()) == signed


@pytest.mark.parametrize(
    "header", ["", "?", base64.b64encode(b"[]").decode(), base64.b64encode(b"{}").decode(), base64.b64encode(b'"x"').decode()]
)
def test_a_header_that_is_none_is_a_value_error(header: str) -> None:
    with pytest.raises(ValueError, match="Kiosk-Head"):
        SignedHead.from_header(header)


@pytest.mark.parametrize("key", [b"", b"short", bytes(32)])
def test_a_key_that_is_none_has_signed_nothing(key: bytes) -> None:
    assert not SignedHead(Head("k-1", "e1", 7, "0" * 64), b"s" * 64).is_by(key)


def test_id_and_fingerprint_come_from_the_key() -> None:
    """What an operator compares by eye is the id in fours."""
    assert kiosk_id(bytes(32)) == "k-66687aadf862bd77"
    assert fingerprint(bytes(32)) == "6668-7aad-f862-bd77"
