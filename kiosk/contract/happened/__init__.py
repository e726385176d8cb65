"""What can happen at a kiosk, one type for each kind; everything published of it is made from these types.

A new kind is three things: a name in :class:`~kiosk.contract.events.EventType`, a class
here with a sentence for each field, and its place in :data:`KINDS`. Schema, OpenAPI file
and ``docs/events.md`` follow by ``make docs``, and the hub checks by it.
"""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from kiosk.contract.happened.counter import ContainerFull, ItemHandedOver, ItemPlaced, ProductLearned, TagLinked
from kiosk.contract.happened.intake import (
    HazardAcknowledged,
    IntakeCancelled,
    IntakeCorrected,
    IntakeRecorded,
    SetasideDecided,
    SupervisorCalled,
    SupervisorCame,
)
from kiosk.contract.happened.kind import Happened, example, says, sentence, tell
from kiosk.contract.happened.kiosk import KioskChanged, KioskHeartbeat, LedgerReset, PluginQuarantined

KINDS: tuple[type[Happened], ...] = (
    IntakeRecorded,
    IntakeCorrected,
    IntakeCancelled,
    HazardAcknowledged,
    SupervisorCalled,
    SupervisorCame,
    SetasideDecided,
    TagLinked,
    ItemPlaced,
    ContainerFull,
    ItemHandedOver,
    ProductLearned,
    PluginQuarantined,
    LedgerReset,
    KioskChanged,
    KioskHeartbeat,
)
_DECODERS: Mapping[str, msgspec.json.Decoder[Happened]] = MappingProxyType({each.type.value: msgspec.json.Decoder(each) for each in KINDS})


def fault_of(type_name: str, data: bytes | msgspec.Raw) -> str:
    """Return what the data of an event break of their type's schema, as a sentence; empty for none, and for an unknown type.

    :param data: JSON in UTF-8.
    """
    decoder = _DECODERS.get(type_name)
    try:
        if decoder:
            decoder.decode(data)
        elif not bytes(data).startswith(b"{"):
            return "its data is not an object"
    except (ValueError, RecursionError) as error:
        return f"its data is not that of {type_name}: {error}"
    return ""


__all__ = [
    "KINDS",
    "ContainerFull",
    "Happened",
    "HazardAcknowledged",
    "IntakeCancelled",
    "IntakeCorrected",
    "IntakeRecorded",
    "ItemHandedOver",
    "ItemPlaced",
    "KioskChanged",
    "KioskHeartbeat",
    "LedgerReset",
    "PluginQuarantined",
    "ProductLearned",
    "SetasideDecided",
    "SupervisorCalled",
    "SupervisorCame",
    "TagLinked",
    "example",
    "fault_of",
    "says",
    "sentence",
    "tell",
]
