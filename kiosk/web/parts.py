"""The parts of the kiosk as the supervisor sees them: what each is, how it is, and more."""

from dataclasses import dataclass

from kiosk.domain.text import plain
from kiosk.services.backroom import Backroom
from kiosk.services.counter import CounterView
from kiosk.web.strip import fault_of
from kiosk.web.texts import say

GIGABYTE = 1e9
LITTLE_GB = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """One row."""

    pictogram: str
    name: str
    is_well: bool
    more: str = ""


def parts_of(view: CounterView, behind: Backroom) -> tuple[Part, ...]:
    """Return every part, those with a fault with its sentence and code."""
    free_gb = behind.free_bytes() / GIGABYTE
    named = {"camera": ("camera", "d_camera"), "tags": ("rfid", "d_tags")}
    devices = [Part(pictogram, say(key), not fault_of(view, name), fault_of(view, name)) for name, (pictogram, key) in named.items()]
    others = [
        Part("gear", plain(name, 22), is_well=False, more=plain(sentence))
        for name, sentence in sorted(view.faults.items())
        if not any(fault_of(view, known) == plain(sentence) for known in named)
    ]
    return (
        *devices,
        *others,
        Part("label", say("d_printer"), not behind.labels.fault, plain(behind.labels.fault)),
        Part("disk", say("d_disk"), free_gb >= LITTLE_GB and not view.unsaved, say("d_free", free=f"{free_gb:.1f}")),
        Part("clock", say("d_clock"), view.at.is_believable, "" if view.at.is_believable else say("s_clock")),
        Part("huboff" if view.hub_fault else "hubok", say("hub"), not view.hub_fault, plain(view.hub_fault)),
    )
