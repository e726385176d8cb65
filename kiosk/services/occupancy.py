"""Whether something lies on the counter, judged from cheap glances and from the codes that were read.

Nobody tells the kiosk what its empty counter looks like; it learns. A scene is a stretch of
frames between two movements. One that stays still and shows no code is the empty counter

- if it is the first such scene and stays for a second, or
- if it comes back after a scene with a code: things are taken away, the counter stays, or
- if it stays for a minute: nobody lets an item lie that long without touching it.

Several empty counters are known side by side, since the first one may have been wrong: an
item that lay there when the kiosk started is learned, and does no harm once it is gone.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.ports import Glance

SETTLED_S = 0.3
"""A hand is never this still."""
FIRST_S = 1.0
FORSAKEN_S = 60.0
ENOUGH_TRIES = 3
"""Reading a still scene in vain this often means there is no code."""


class Counter(StrEnum):
    """What the picture says of the counter."""

    UNKNOWN = "unknown"
    OCCUPIED = "occupied"
    EMPTY = "empty"


@dataclass(slots=True)
class Scene:
    """The frames since the last movement."""

    began_s: float
    number: int | None
    tries: int = 0
    """How often it was read."""
    has_code: bool = False
    was_patient: bool = False
    """Whether it was once read with every stage of the decoder."""

    def is_settled(self, at_s: float, after_s: float = SETTLED_S) -> bool:
        """Tell whether nothing has moved for that long."""
        return at_s - self.began_s >= after_s


@dataclass(slots=True)
class Occupancy:
    """Follows the scenes; times are seconds of the boot clock."""

    counter: Counter = Counter.UNKNOWN
    scene: Scene = field(default_factory=lambda: Scene(0.0, None))
    _empty: set[int] = field(default_factory=set)
    """Scenes known to be the empty counter."""
    _bare: set[int] = field(default_factory=set)
    """Still scenes without a code since the last code."""
    _left: set[int] = field(default_factory=set)
    """The same, followed by a code: where they come back, they are the empty counter."""

    def see(self, glance: Glance, at_s: float) -> None:
        """Take in one frame's glance."""
        if glance.moved:
            self.scene = Scene(at_s, glance.scene)
        if self.scene.is_settled(at_s):
            self._judge(at_s)

    def tried(self, *, found: bool) -> None:
        """Take in that the present scene was read, and whether it has a code."""
        self.scene.tries += 1
        if not found:
            return
        self.scene.has_code = True
        self.counter = Counter.OCCUPIED
        self._bare.discard(self.scene.number or 0)
        self._left |= self._bare
        self._bare.clear()

    def wants_number(self, at_s: float) -> bool:
        """Tell whether the scene is worth keeping: it is still, and nobody knows it."""
        return self.scene.number is None and self.scene.is_settled(at_s)

    def number(self, number: int) -> None:
        """Take the number under which the scene is kept."""
        self.scene.number = number

    @property
    def looks_empty(self) -> bool:
        """Whether the scene is a known empty counter, settled or not: it need not be read."""
        return self.scene.number in self._empty

    def _judge(self, at_s: float) -> None:
        if self._learns(at_s):
            self._empty.add(self.scene.number or 0)
        self.counter = Counter.EMPTY if self.looks_empty else self._not_empty()

    def _not_empty(self) -> Counter:
        """Say occupied only where an empty counter is known: before that the scene itself may be it."""
        return Counter.OCCUPIED if self._empty or self.scene.has_code else self.counter

    def _learns(self, at_s: float) -> bool:
        number = self.scene.number
        if number is None or self.scene.has_code or self.looks_empty or self.scene.tries < ENOUGH_TRIES:
            return False
        if number in self._left or self.scene.is_settled(at_s, FORSAKEN_S):
            return True
        self._bare.add(number)
        return not self._empty and self.scene.is_settled(at_s, FIRST_S)
