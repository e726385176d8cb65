"""What every kind of happening shares: its type, the sentences of its fields, an example made of them."""

from typing import Any, ClassVar, get_args, get_origin, get_type_hints

import msgspec

from kiosk.contract.events import EventType, Happening
from kiosk.domain.moment import Moment


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub is told of one kind of happening: its fields are the ``data`` of the event."""

    type: ClassVar[EventType]


def says(sentence: str, *examples: object) -> msgspec.Meta:
    """Return what the contract says of a field: a sentence, and what stands there in the example."""
    return msgspec.Meta(description=sentence, examples=list(examples) or None)


def tell(happened: Happened, subject: str, at: Moment) -> Happening:
    """Return the happening as the ledger takes it; fields that are unset stay out of it.

    :param subject: the intake it is about, else the container, product or plugin.
    """
    data: dict[str, object] = msgspec.to_builtins(happened)
    return Happening(happened.type, subject, at, data)


def sentence(kind: type) -> str:
    """Return what the contract says of a type: the first paragraph of its docstring."""
    return " ".join((kind.__doc__ or "").partition("\n\n")[0].split())


def example(kind: type) -> dict[str, Any]:
    """Return an example of a struct from the examples of its fields; fields that are told only sometimes stay out of it."""
    hints = get_type_hints(kind, include_extras=True)
    shown = {}
    for field in msgspec.structs.fields(kind):
        if field.default is not msgspec.UNSET:
            shown[field.encode_name] = _example(hints[field.name])
    return shown


def _example(hint: Any) -> Any:
    metas = [each for each in get_args(hint) if isinstance(each, msgspec.Meta) and each.examples]
    if metas:
        return metas[0].examples[0] if metas[0].examples else None
    parts = [hint, *get_args(hint), *(inner for each in get_args(hint) for inner in get_args(each))]
    struct = next(each for each in parts if isinstance(each, type) and issubclass(each, msgspec.Struct))
    is_list = any(get_origin(each) is tuple for each in parts)
    return [example(struct)] if is_list else example(struct)
