"""CloudEvents 1.0 in canonical JSON: a happening becomes bytes, bytes become fields.

Canonical (RFC 8785) means that kiosk and hub hash the same bytes in every language.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import rfc8785

from kiosk.contract.events import Event, Happening, Link

FIRST_PREVHASH = "0" * 64
MAX_EVENT_BYTES = 64 * 1024
LARGEST_INTEGER = 2**53 - 1
"""Canonical JSON knows doubles only; up to here an integer is one exactly."""
BATCH_TYPE = "application/cloudevents-batch+json"


def seal(happening: Happening, link: Link) -> Event:
    """Return the happening as an event in its place of the chain."""
    body = rfc8785.dumps(_cloudevent(happening, link))
    return Event(link.epoch, link.sequence, happening.type, body, digest(body))


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


def batch(bodies: list[bytes]) -> bytes:
    """Return the body of one ``application/cloudevents-batch+json`` request."""
    return b"[" + b",".join(bodies) + b"]"


def parse_batch(raw: bytes) -> list[dict[str, Any]]:
    """Return the events of a batch.

    :raises ValueError: the bytes are no JSON array of objects.
    """
    try:
        parsed = json.loads(raw, parse_int=_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(parsed, list) or not all(isinstance(each, dict) for each in parsed):
        raise ValueError("a batch is a JSON array of events")
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
