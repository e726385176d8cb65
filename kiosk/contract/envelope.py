"""CloudEvents 1.0 in canonical JSON: a happening becomes bytes, bytes become fields.

Canonical (RFC 8785) means that kiosk and hub hash the same bytes in every language.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import msgspec
import rfc8785

from kiosk.contract.events import Event, EventType, Happening, Link
from kiosk.domain.moment import Moment

FIRST_PREVHASH = "0" * 64
MAX_EVENT_BYTES = 64 * 1024
LARGEST_INTEGER = 2**53 - 1
"""Canonical JSON knows doubles only; up to here an integer is one exactly."""
BATCH_TYPE = "application/cloudevents-batch+json"
_BATCH = msgspec.json.Decoder(list[msgspec.Raw])


def seal(happening: Happening, link: Link) -> Event:
    """Return the happening as an event in its place of the chain."""
    event = _cloudevent(happening, link)
    body = _at_a_glance(event) or rfc8785.dumps(event)
    return Event(link.epoch, link.sequence, happening.type, body, digest(body))


def sendable(event: Event, source: str) -> Event:
    """Return the event as it can travel: itself, or a stand-in where its bytes were damaged beyond being an event.

    A stand-in holds the number and fits no chain: the hub finds it changed, refuses it by name
    and keeps its place, so that the events behind it pass.
    """
    if digest(event.body) == event.hash or _is_in_place(event, source):
        return event
    lost = Happening(EventType.INTAKE_RECORDED, "", Moment(0.0, "", 0.0, synchronised=False), {"damaged": True})
    link = Link(source, event.epoch, event.sequence, FIRST_PREVHASH)
    return replace(event, body=rfc8785.dumps(_cloudevent(lost, link)))


def _is_in_place(event: Event, source: str) -> bool:
    """Tell whether a hub can read the bytes at all, and finds the right number in them."""
    try:
        read = json.loads(event.body)
        canonical(read)
        return (read["epoch"], read["sequence"], read["source"]) == (event.epoch, str(event.sequence), source)
    except (ValueError, KeyError, TypeError, RecursionError):
        return False


def digest(body: bytes) -> str:
    """Return the SHA-256 of canonical bytes in hex: the event's hash and the next one's prevhash."""
    return hashlib.sha256(body).hexdigest()


def canonical(event: Mapping[str, Any]) -> bytes:
    """Return the canonical bytes of a parsed event, as the hub must hash them.

    :raises ValueError: it holds what canonical JSON cannot: an integer beyond 2**53, half a character.
    """
    try:
        return rfc8785.dumps(dict(event))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def is_canonical(raw: bytes) -> bool:
    """Tell whether bytes are canonical JSON beyond doubt; False means only that :func:`canonical` must be asked.

    Twenty times as quick as canonicalising: what a fast encoder writes again to the letter is canonical,
    but for four things that are left in doubt: numbers that JSON of other languages writes otherwise, halves
    of characters, keys whose order depends on how characters are counted, and control characters.
    """
    if _is_in_doubt(raw):
        return False
    try:
        return _AGAIN.encode(_PLAIN.decode(raw)) == raw
    except (ValueError, RecursionError):
        return False


def _at_a_glance(event: dict[str, Any]) -> bytes:
    """Return canonical bytes that are so beyond doubt, in a tenth of the time; nothing where they might not be."""
    try:
        raw = _AGAIN.encode(event)
        return raw if not _is_in_doubt(raw) and _PLAIN.decode(raw) == event else b""
    except (ValueError, TypeError, RecursionError):
        return b""


def _is_in_doubt(raw: bytes) -> bool:
    """Look for the four: byte searches first, since a pattern costs ten times as much and is hardly ever needed."""
    if b"\\u" in raw or (not raw.isascii() and any(each in raw for each in _BEGIN_FOUR_BYTES)):
        return True
    return _SIXTEEN_DIGITS in raw.translate(_DIGITS_ALIKE) and _LONG_NUMBER.search(raw) is not None


def _plain_decimal(digits: str) -> float:
    if not _PLAIN_DECIMAL.fullmatch(digits):
        raise ValueError(digits)
    return float(digits)


_BEGIN_FOUR_BYTES = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")
"""What characters beyond 16 bits begin with in UTF-8: their order depends on who counts."""
_LONG_NUMBER = re.compile(rb"[:,\[]-?[0-9]{16}")
_SIXTEEN_DIGITS = b"0" * 16
_DIGITS_ALIKE = bytes.maketrans(b"123456789", b"000000000")
_PLAIN_DECIMAL = re.compile(r"-?(?!0\.000000)(0|[1-9][0-9]{0,8})\.[0-9]{0,6}[1-9]")
_PLAIN = msgspec.json.Decoder(float_hook=_plain_decimal)
_AGAIN = msgspec.json.Encoder(order="sorted")


def batch(bodies: list[bytes]) -> bytes:
    """Return the body of one ``application/cloudevents-batch+json`` request."""
    return b"[" + b",".join(bodies) + b"]"


def parse_batch(raw: bytes) -> list[bytes]:
    """Return the bytes of each event of a batch, as they were sent.

    :raises ValueError: the bytes are no JSON array of objects in UTF-8.
    """
    raw.decode("utf-8")  # msgspec does not look into what it only cuts out
    try:
        cut = [bytes(each) for each in _BATCH.decode(raw)]
    except (ValueError, RecursionError):
        cut = _cut_patiently(raw)
    if not all(each.startswith(b"{") for each in cut):
        raise ValueError("a batch is a JSON array of events")
    return cut


def _cut_patiently(raw: bytes) -> list[bytes]:
    """Return the events of a batch in which one holds what only a patient reader takes, such as half a character."""
    try:
        parsed = json.loads(raw, parse_int=_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(parsed, list):
        raise ValueError("a batch is a JSON array of events")  # noqa: TRY004 - what came is wrong, not who called
    return [json.dumps(each).encode() for each in parsed]


def parse_event(raw: bytes) -> dict[str, Any]:
    """Return an event as JSON of every language has it.

    :raises ValueError: the bytes are no JSON object.
    """
    try:
        parsed = json.loads(raw, parse_int=_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(parsed, dict):
        raise ValueError("an event is a JSON object")  # noqa: TRY004 - what came is wrong, not who called
    return parsed


def _number(digits: str) -> float:
    """Return an integer as JSON of every language has it: beyond 2**53 it is a double, and is written as one again."""
    value = float(digits)
    return int(digits) if abs(value) <= LARGEST_INTEGER else value


def _cloudevent(happening: Happening, link: Link) -> dict[str, Any]:
    at = happening.at
    return {
        "specversion": "1.0",
        "id": f"{link.epoch}.{link.sequence}",
        "source": link.source,
        "type": str(happening.type),
        "subject": happening.subject,
        "time": at.isoformat(),
        "datacontenttype": "application/json",
        # Extensions. CloudEvents integers have 32 bits, so numbers that can grow beyond are strings.
        "epoch": link.epoch,
        "sequence": str(link.sequence),
        "prevhash": link.prevhash,
        "bootid": at.boot_id,
        "boottime": f"{at.boot_s:.3f}",
        "clocksynced": at.synchronised,
        "data": dict(happening.data),
    }
