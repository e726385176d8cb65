"""The calm strip: what does not work, one thing at a time, in three words and a code."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import current_app

from kiosk.domain.plugin import REQUIRED, PluginRecord, PluginStatus
from kiosk.domain.text import plain
from kiosk.services.counter import CounterView
from kiosk.services.tags import Tags
from kiosk.web.texts import say

_CODE = re.compile(r"\bKSK-\d{3}\b")
STICKER = "sticker"
_DEVICES = {
    "camera": ("cameraoff", "s_cam"),
    "decoder": ("barcode", "s_reading"),
    "tags": ("rfid", "s_tags"),
    STICKER: ("tag", "s_sticker"),
    "disk": ("disk", "s_disk"),
    "ledger": ("disk", "s_ledger"),
    "reading": ("barcode", "s_reading"),
    "dataset": ("plugin", "s_data"),
}
_OF_A_FAULT = {"KSK-130": "camera", "KSK-131": "decoder", "KSK-132": "tags", "KSK-133": STICKER, "KSK-531": "dataset"}
_OF_THE_HUB = {
    "KSK-102": "s_enrol",
    "KSK-103": "s_enrol",
    "KSK-412": "s_refuses",
    "KSK-413": "s_portal",
    "KSK-520": "s_cert",
    "KSK-521": "s_time",
    "KSK-523": "s_silent",
    "KSK-525": "s_parked",
}
_SAID = {
    "KSK-141": ("danger", "e_undo"),
    "KSK-143": ("danger", "e_struck"),
    "KSK-580": ("badge", "e_card_foreign"),
    "KSK-581": ("camera", "e_card_seen"),
    "KSK-582": ("badge", "e_card_unfit"),
}


@dataclass(frozen=True, slots=True)
class Strip:
    """What the strip shows."""

    pictogram: str
    text: str
    code: str = ""


def strip_of(view: CounterView) -> Strip | None:
    """Return what matters most, a call for the supervisor before any fault, or None."""
    return next(_faults(view), None)


def tag_strip() -> Strip | None:
    """Return what a tag that was laid down asks for or says, or None."""
    tags: Tags | None = current_app.extensions.get("tags")
    if tags and tags.is_waiting:
        return Strip("tag", say("t_unknown"))
    return Strip("badge", say("t_person", name=plain(tags.person, 22))) if tags and tags.person else None


def is_camera_gone(view: CounterView) -> bool:
    """Tell whether the hand scanner must be used."""
    return any(device_of(name, sentence) == "camera" for name, sentence in view.faults.items())


def said(code: str) -> Strip | None:
    """Return why a step was not taken, or None where the screen says enough."""
    pictogram, key = _SAID.get(code, ("", ""))
    return Strip(pictogram, say(key), code) if key else None


def said_in(asked: Mapping[str, str]) -> Strip | None:
    """Return what a page that was asked for so is to say."""
    return said(asked.get("said", ""))


def sticker_to_lay_again(view: CounterView) -> Strip | None:
    """Return what the receipt says of a sticker that was not written, or None."""
    return next((_device_fault(name, said) for name, said in view.faults.items() if device_of(name, said) == STICKER), None)


def _faults(view: CounterView) -> Iterator[Strip]:
    if view.call:
        yield Strip("chef", say("chef_called"))
    for name, sentence in sorted(view.faults.items(), key=lambda each: (device_of(*each) != "camera", each[0])):
        yield _device_fault(name, sentence)
    if view.hub_fault:
        code = code_in(view.hub_fault)
        yield Strip("huboff", say(_OF_THE_HUB.get(code, "s_net"), count=view.waiting), code)
    for each in view.plugins:
        if _is_missed(each) or each.status is PluginStatus.QUARANTINED:
            yield Strip("plugin", say("s_plug", name=plugin_name(each.name)), code_in(each.reason or each.last_fault))
    if not view.at.is_believable:
        yield Strip("clock", say("s_clock"))


def _is_missed(record: PluginRecord) -> bool:
    """Tell whether safety fails closed without it: it is critical, and off, gone or never came."""
    is_critical = record.name in REQUIRED or (record.manifest is not None and record.manifest.critical)
    is_gone = record.status is PluginStatus.READY and bool(record.last_fault)
    return is_critical and (is_gone or not record.is_usable)


def _device_fault(name: str, sentence: str) -> Strip:
    pictogram, key = _DEVICES.get(device_of(name, sentence), ("gear", "s_device"))
    return Strip(pictogram, say(key, name=plugin_name(name)), code_in(sentence))


def device_of(name: str, sentence: str) -> str:
    """Return the device a fault is about: its code tells, whatever capture calls it."""
    return _OF_A_FAULT.get(code_in(sentence), name)


def code_in(sentence: str) -> str:
    """Return the code a sentence carries at its end, or nothing."""
    found = _CODE.findall(sentence)
    return str(found[-1]) if found else ""


def plugin_name(name: str) -> str:
    """Return a plugin's or device's name as people read it."""
    return plain(name.replace("_", " ").replace("-", " "), 22).capitalize()
