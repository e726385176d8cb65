"""What is said between the panel and a worker: one line of JSON per request and per answer.

An answer carries the number of its request, so a late one can never be taken for another.
What an answer holds stays raw here; ``hearing`` reads it by what was asked.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import Raw, Struct

from kiosk.domain.destination import Destination
from kiosk.domain.item import Item
from kiosk.domain.reading import Reading
from kiosk.domain.today import NO_DAY, Today
from kiosk.domain.verdict import Verdict
from kiosk.plugin_api.site import Site

MAX_ANSWER_BYTES = 256 * 1024
MAX_REQUEST_BYTES = 4 * 1024 * 1024
MAX_SETS = 64
"""Answer sets in one ``judge``."""


class Configure(Struct, frozen=True, tag="configure", tag_field="ask"):
    """Take the settings; the first thing said on every connection."""

    settings: Mapping[str, Any]
    site: Site


class SelfCheck(Struct, frozen=True, tag="self_check", tag_field="ask"):
    """Say what is wrong with you; the second thing said."""


class Identify(Struct, frozen=True, tag="identify", tag_field="ask"):
    """Say what the thing is."""

    readings: tuple[Reading, ...]
    today: Today = NO_DAY


class Questions(Struct, frozen=True, tag="questions", tag_field="ask"):
    """Say what you would need to know."""

    item: Item
    answers: Mapping[str, str]
    today: Today = NO_DAY


class Judge(Struct, frozen=True, tag="judge", tag_field="ask"):
    """Give opinions and vetoes under each set of answers."""

    item: Item
    answer_sets: tuple[Mapping[str, str], ...]
    today: Today = NO_DAY


class Direct(Struct, frozen=True, tag="route", tag_field="ask"):
    """Wish for a container."""

    item: Item
    verdict: Verdict
    destinations: tuple[Destination, ...]
    today: Today = NO_DAY


Ask: TypeAlias = Configure | SelfCheck | Identify | Questions | Judge | Direct


class Request(Struct, frozen=True):
    """One line to the worker."""

    id: int
    ask: Ask


class Said(Struct, frozen=True, tag="said", tag_field="answer"):
    """One line back: what the hook returned."""

    id: int
    values: Raw


class Failed(Struct, frozen=True, tag="failed", tag_field="answer"):
    """One line back: the hook raised, or the plugin cannot be used at all."""

    id: int
    message: str
    is_broken: bool = False
    """Whether the plugin's code could not be loaded."""
    is_unapproved: bool = False
    """Whether it was not even tried, because nobody approved the code as it is now."""


_REQUESTS = msgspec.json.Decoder(Request)
_ANSWERS: msgspec.json.Decoder[Said | Failed] = msgspec.json.Decoder(Said | Failed)


def written(message: Request | Said | Failed) -> bytes:
    """Return a message as its line."""
    try:
        return msgspec.json.encode(message, enc_hook=_as_dict) + b"\n"
    except UnicodeEncodeError:
        # A code typed or read as text may hold half a surrogate pair, which JSON in UTF-8 cannot.
        return msgspec.json.encode(_sound(msgspec.to_builtins(message, enc_hook=_as_dict))) + b"\n"


def values_of(said: object) -> Raw:
    """Return what a hook returned as the JSON of its answer."""
    return Raw(msgspec.json.encode(said, enc_hook=_as_dict))


def read_request(line: bytes) -> Request:
    """Return the request of a line.

    :raises msgspec.MsgspecError: it is none.
    """
    return _REQUESTS.decode(line)


def read_answer(line: bytes) -> Said | Failed:
    """Return the answer of a line, its values still raw.

    :raises msgspec.MsgspecError: it is none.
    """
    return _ANSWERS.decode(line)


def _as_dict(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be said in JSON")


def _sound(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict):
        return {_sound(key): _sound(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_sound(each) for each in value]
    return value
