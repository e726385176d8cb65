"""Ask many workers at the same time: one request, one deadline, whoever is ready first is heard first."""

import selectors
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kiosk.domain.opinion import Cause
from kiosk.plugin_host.line import Line, Silence


@dataclass(frozen=True, slots=True)
class Heard:
    """A line that came back, and how long it took."""

    line: bytes
    after_s: float


Reply: TypeAlias = Heard | Silence


def exchange(lines: Mapping[str, Line], message: bytes, wait_s: float) -> dict[str, Reply]:
    """Send the message on every line and return what came back on each before the time was up."""
    began_s = time.monotonic()
    replies: dict[str, Reply] = {}
    with selectors.DefaultSelector() as selector:
        for name, line in lines.items():
            try:
                line.send(message)
                selector.register(line, _interest(line), name)
            except Silence as silence:
                replies[name] = silence
        while len(replies) < len(lines):
            left_s = began_s + wait_s - time.monotonic()
            # Looking once more after the time is up: what lies there came in time, only this process was slow.
            for key, _ in selector.select(max(left_s, 0.0)):
                if reply := _moved(lines[key.data], began_s):
                    replies[key.data] = reply
                    selector.unregister(key.fileobj)
                else:
                    selector.modify(key.fileobj, _interest(lines[key.data]), key.data)
            if left_s <= 0:
                break
    late = Silence(Cause.LATE, f"no answer within {wait_s * 1000:.0f} ms")
    return {name: replies.get(name, late) for name in lines}


def _moved(line: Line, began_s: float) -> Reply | None:
    try:
        said = line.move()
    except Silence as silence:
        return silence
    return Heard(said, time.monotonic() - began_s) if said is not None else None


def _interest(line: Line) -> int:
    return selectors.EVENT_READ | (selectors.EVENT_WRITE if line.wants_to_write else 0)
