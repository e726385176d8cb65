"""The parts of the kiosk as the supervisor sees them: what each is, how it is, and more."""

from dataclasses import dataclass

from kiosk.services.backroom import Backroom
from kiosk.services.counter import CounterView
from kiosk.web.fault_words import NOTHING, Said, fault_said
from kiosk.web.strip import STICKER, device_of, plugin_name
from kiosk.web.texts import say

GIGABYTE = 1e9
LITTLE_GB = 1.0
_NAMES = {
    "camera": ("camera", "d_camera"),
    "decoder": ("barcode", "d_decoder"),
    "tags": ("rfid", "d_tags"),
    STICKER: ("tag", "d_writer"),
    "scanner": ("scanner", "d_scanner"),
    "ledger": ("disk", "d_ledger"),
    "reading": ("barcode", "d_decoder"),
    "dataset": ("plugin", "d_data"),
}
"""Pictogram and name of each device; one that is not here goes by the name it was given."""


@dataclass(frozen=True, slots=True)
class Part:
    """One row."""

    pictogram: str
    name: str
    is_well: bool
    fault: Said = NOTHING
    more: str = ""


def parts_of(view: CounterView, behind: Backroom) -> tuple[Part, ...]:
    """Return every part; those with a fault say what is wrong and its code."""
    faults = {device_of(name, sentence): sentence for name, sentence in sorted(view.faults.items())}
    free_gb = behind.free_bytes() / GIGABYTE
    free = say("d_free", free=f"{free_gb:.1f}")
    disk = faults.get("disk", "")
    always = {name: _part(name, faults.get(name, "")) for name in ("camera", "tags")}
    others = [_part(name, sentence) for name, sentence in faults.items() if name not in {*always, "disk"}]
    return (
        *always.values(),
        *others,
        Part("label", say("d_printer"), not behind.labels.fault, fault_said(behind.labels.fault)),
        Part("disk", say("d_disk"), free_gb >= LITTLE_GB and not view.unsaved and not disk, fault_said(disk), free),
        Part("clock", say("d_clock"), view.at.is_believable, more="" if view.at.is_believable else say("s_clock")),
        Part("huboff" if view.hub_fault else "hubok", say("hub"), not view.hub_fault, fault_said(view.hub_fault)),
    )


def _part(device: str, sentence: str) -> Part:
    pictogram, key = _NAMES.get(device, ("gear", ""))
    return Part(pictogram, say(key) if key else plugin_name(device), not sentence, fault_said(sentence))
