"""What the hub is told of the kiosk itself: its plugins, its ledger, its clock."""

from typing import Annotated, ClassVar

from msgspec import UNSET, UnsetType

from kiosk.contract.events import EventType
from kiosk.contract.happened.kind import Happened, says


class PluginQuarantined(Happened, frozen=True, kw_only=True):
    """A plugin failed three times in ten minutes and is asked nothing until it is tried again."""

    type: ClassVar = EventType.PLUGIN_QUARANTINED
    plugin: Annotated[str, says("Its name.", "repair_odds")]
    version: Annotated[str, says("Its version.", "1.0.0")] = ""
    fault: Annotated[str, says("Its last fault: `late`, `dead`, `wrong` and others.", "late")]


class LedgerReset(Happened, frozen=True, kw_only=True):
    """The kiosk's ledger was damaged: this is the first event of a new one, under a new epoch."""

    type: ClassVar = EventType.LEDGER_RESET
    previous_epoch: Annotated[str | None, says("The epoch of the damaged ledger, where it could still be read.", "e1")] = None
    damage: Annotated[str, says("What was found.", "malformed")]
    salvaged: Annotated[int, says("How many undelivered events could be saved.", 4)] = 0
    last_confirmed: Annotated[int | UnsetType, says("The last sequence the old ledger is known to have confirmed.", 311)] = UNSET


class KioskChanged(Happened, frozen=True, kw_only=True):
    """Somebody changed who works at the kiosk, what a tag stands for, or which plugin may run."""

    type: ClassVar = EventType.KIOSK_CHANGED
    kind: Annotated[str, says("`staff`, `tag` or `plugin`.", "tag")]
    name: Annotated[
        str, says("A staff id, what the tag stands for, or a plugin; never a person's name, never a badge's UID.", "container:5")
    ]
    change: Annotated[str, says("`added`, `changed` or `removed`.", "added")]
    by: Annotated[str, says("Who did it: a supervisor on the screen, else `operator`.", "staff:s4172")] = ""


class KioskHeartbeat(Happened, frozen=True, kw_only=True):
    """The kiosk is alive, and this is what its clock is worth.

    With ``offset_s`` a hub corrects the time of every event of the same boot.
    """

    type: ClassVar = EventType.KIOSK_HEARTBEAT
    boot_id: Annotated[str, says("Which start of the machine this is about.", "boot-1")]
    offset_s: Annotated[
        float | None,
        says("Seconds since 1970 (UTC) at which that start began: add an event's `boottime`. Null while the clock is not set.", 1.8e9),
    ] = None
    version: Annotated[str, says("The kiosk's own version.", "1.0.0")] = ""
    waiting: Annotated[int | UnsetType, says("How many events wait for the hub.", 3)] = UNSET
    parked: Annotated[int | UnsetType, says("How many events the hub did not take.", 0)] = UNSET
    free_bytes: Annotated[int | UnsetType, says("Free space where the ledger lies.", 12_000_000_000)] = UNSET
