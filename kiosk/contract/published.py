"""What hub developers get: OpenAPI file, a JSON Schema for each event type, examples, all made from the types.

``make docs`` writes them, ``make check`` says when they are stale. Within v1 they only
grow: a test holds them to ``tests/contract/golden_v1.json``.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from kiosk.contract import answers, dataset, items
from kiosk.contract.cloudevent import CloudEvent
from kiosk.contract.envelope import seal
from kiosk.contract.events import Event, Link
from kiosk.contract.happened import KINDS, Happened, example, tell
from kiosk.domain.moment import Moment

HERE = Path(__file__).parent
BODIES = (
    answers.EnrolmentRequest,
    answers.Enrolment,
    answers.NumberBlock,
    answers.NumbersRequest,
    answers.BatchAnswer,
    answers.EventResult,
    answers.KioskCursor,
    answers.Cursor,
    answers.Listing,
    answers.Kept,
    answers.Refusal,
    dataset.Dataset,
    items.OutcomesRequest,
    items.OutcomesAnswer,
    items.ItemsAnswer,
    items.StockAnswer,
    items.DailyAnswer,
)
"""Every body of a request or an answer."""
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NOON = Moment(wall_s=1_800_000_000.0, boot_id="boot-1", boot_s=1000.0, synchronised=True)
_EXAMPLE = Link("/kiosks/k-0123456789abcdef", "e1", 7, "0" * 64)


def openapi_schemas() -> dict[str, Any]:
    """Return the component schemas of the OpenAPI file by name; an event is called Event there."""
    made = components((*BODIES, CloudEvent, *KINDS), "#/components/schemas/{name}")
    return {"Event" if name == "CloudEvent" else name: schema for name, schema in made.items()}


def event_schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the file name and JSON Schema of each event type: the envelope with its own data."""
    for kind in KINDS:
        parts = components((CloudEvent, kind), "#/$defs/{name}")
        envelope = parts.pop("CloudEvent")
        own = {"type": {"const": kind.type.value}, "data": {"$ref": f"#/$defs/{kind.__name__}"}}
        schema = {**envelope, "title": kind.type.value, "properties": {**envelope["properties"], **own}}
        yield f"{short(kind)}.json", {"$schema": _DIALECT, **schema, "$defs": parts}


def event_examples() -> Iterator[Event]:
    """Yield a sealed event of each type."""
    for kind in KINDS:
        yield seal(tell(msgspec.convert(example(kind), kind), "e1-7", _NOON), _EXAMPLE)


def short(kind: type[Happened]) -> str:
    """Return the name of a type without its maker: ``intake.recorded.v1``."""
    return kind.type.value.removeprefix("be.repairzkthub.")


def components(types: Iterable[type], reference: str) -> dict[str, Any]:
    """Return the JSON Schemas of types and of all they are made of, by name; `reference` is how one names another."""
    _, made = msgspec.json.schema_components(tuple(types), ref_template=reference, schema_hook=_any)
    return {name: _tidy(schema, name) for name, schema in sorted(made.items())}


def _any(kind: type) -> dict[str, Any]:
    """Return the schema of what is kept as it came: any JSON."""
    if kind is msgspec.Raw:
        return {"type": ["object", "null"]}
    raise NotImplementedError(kind)


def _tidy(schema: Any, name: str = "") -> Any:
    """Return a schema without what repeats its name, its docstrings as one paragraph."""
    if isinstance(schema, list):
        return [_tidy(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _tidy(value) for key, value in schema.items() if not (key == "title" and value == name)}
    if isinstance(kept.get("description"), str):
        kept["description"] = " ".join(kept["description"].replace("``", "`").split())
    return kept
