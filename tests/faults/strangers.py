"""Requests nobody expects: made by schemathesis from what an API says of itself, in and out of its own rules."""

import json
from collections import Counter
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import CHECKS, load_all_checks

from kiosk.contract.envelope import LARGEST_INTEGER, canonical, digest, parse_event
from kiosk.contract.signature import HEADER, Head, SignedHead

TIMEOUT_S = 10.0
load_all_checks()
HELD_TO = tuple(
    CHECKS.get_one(name)
    for name in (
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
        "unsupported_method",
    )
)
EVENTS, REJECTION = "/v1/events", CHECKS.get_one("negative_data_rejection")
"""What is wrong with an event is told by its name in an answer of 200: the batch around it is taken."""
Sent = Callable[[Case], Mapping[str, str]]
"""The headers a case is sent with."""


def plain(_case: Case) -> Mapping[str, str]:
    """Send a case as it is."""
    return {}


def try_everything(openapi: Path, url_of: Callable[[str], str], sent: Sent, size: int) -> Counter[int]:
    """Send `size` requests within the rules and as many outside to each operation; return how often each status was answered.

    :param url_of: the server of a path.
    :raises AssertionError: an answer was a failure of the server, or not as the API describes it.
    """
    schema = schemathesis.openapi.from_dict(yaml.safe_load(openapi.read_text(encoding="utf-8")))
    answered: Counter[int] = Counter()
    for result in schema.get_all_operations():
        operation = result.ok()

        def look(case: Case) -> None:
            url, headers = url_of(case.operation.path), dict(sent(case))
            response = case.call(base_url=url, headers=headers, timeout=TIMEOUT_S, allow_redirects=False)
            answered[response.status_code] += 1
            is_told_by_event = case.operation.path == EVENTS and response.status_code == HTTPStatus.OK
            case.validate_response(response, checks=[each for each in HELD_TO if not (is_told_by_event and each is REJECTION)])

        _try(operation, GenerationMode.POSITIVE, size, look)
        if operation.body or operation.query or operation.headers:  # a text in a path is never outside the rules
            _try(operation, GenerationMode.NEGATIVE, size, look)
    return answered


def _try(operation: APIOperation, mode: GenerationMode, size: int, look: Callable[[Case], None]) -> None:
    """Make cases of one kind; the same ones in every run."""

    @settings(
        max_examples=size, derandomize=True, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=[*HealthCheck]
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def one(case: Case) -> None:
        look(case)

    one()


def signed(case: Case, kiosk: str, sign: Callable[[bytes], bytes]) -> Mapping[str, str]:
    """Return the header with which a kiosk that was broken into would send whatever this is."""
    last: Any = case.body[-1] if isinstance(case.body, list) and case.body else {}
    fields = last if isinstance(last, dict) else {}
    sequence = str(fields.get("sequence", ""))
    epoch, number = str(fields.get("epoch", "e")), int(sequence) if sequence.isdecimal() else 1
    head = Head(kiosk, epoch, min(number, LARGEST_INTEGER), _hash(fields))
    return {HEADER: SignedHead(head, sign(head.to_sign())).to_header()}


def _hash(event: Mapping[str, Any]) -> str:
    try:
        return digest(canonical(parse_event(json.dumps(event).encode())))
    except ValueError:
        return "0" * 64
