"""A thing of the kiosk whose every change is told: a person, a tag, a plugin."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Thing:
    """One person, tag or plugin, as far as a change of it matters."""

    kind: str
    """``staff``, ``tag`` or ``plugin``."""
    name: str
    """An id that may travel: never a person's name or a badge's mark."""
    state: str
    """Differs after every change; stays on this kiosk."""
