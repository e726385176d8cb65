"""What may stand behind the question mark, by route: a word that is none is refused, never taken for its default."""

from dataclasses import dataclass
from typing import Annotated, TypeVar, get_type_hints

import msgspec
from flask import Response, request

from kiosk.domain.text import plain
from kiosk.reference_hub.reading import MOST_LISTED
from kiosk.reference_hub.refusing import refuse

_Asked = TypeVar("_Asked")
Text = Annotated[str, msgspec.Meta(max_length=120, pattern=r"^[^\x00]*$")]
Day = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsAsked:
    """Which events of a kiosk: those behind an epoch and sequence."""

    kiosk: Annotated[str, msgspec.Meta(min_length=1, max_length=120, pattern=r"^[^\x00]+$")]
    epoch: Text = ""
    after: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)] = 0
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_LISTED)] = MOST_LISTED


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsAsked:
    """Which items: of a kiosk, of a code, those behind another."""

    kiosk: Text = ""
    item_code: Text = ""
    after: Text = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=MOST_LISTED)] = MOST_LISTED


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsAsked:
    """Which counts: of a kiosk, from one day to another."""

    kiosk: Text = ""
    since: Day = ""
    until: Day = ""


def asked(wanted: type[_Asked]) -> _Asked:
    """Return what this request asks, or refuse it in words: a misspelt word is never passed over, since the answer would be to another question."""
    names = list(get_type_hints(wanted))
    if strange := sorted(set(request.args) - set(names)):
        refuse(400, f"Nothing is called {plain(strange[0])!r} here; there are {', '.join(names)}")
    try:
        return msgspec.convert(request.args.to_dict(), wanted, strict=False)
    except msgspec.ValidationError as error:
        refuse(400, f"What stands behind the question mark cannot be answered: {error}")


def told(wanted: type[_Asked]) -> _Asked:
    """Return what the body of this request tells, or refuse it in words."""
    try:
        return msgspec.json.decode(request.get_data(), type=wanted)
    except (ValueError, RecursionError) as error:
        refuse(400, f"The body is not what is taken here: {error}")


def in_json(answer: object, status: int = 200) -> Response:
    """Return an answer as it is sent."""
    return Response(msgspec.json.encode(answer), status, content_type="application/json")
