"""The space above the antenna: what several tags answer at once, the reader hears as one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kiosk.adapters.simulated.rc522.bits import Bits
from kiosk.adapters.simulated.rc522.tags import SimulatedTag, State


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as the antenna receives it."""

    bits: Bits
    late_s: float
    collision: int | None = None
    """The place of the first bit in which two tags differ, from 0."""


class Field:
    """The tags within reach; they live from its power."""

    def __init__(self, lying: Callable[[], Sequence[SimulatedTag]] | Sequence[SimulatedTag] = ()) -> None:
        """Take the tags, or somebody who knows which lie there now."""
        self._lying = lying
        self._powered: tuple[SimulatedTag, ...] = ()

    def lay(self, *tags: SimulatedTag) -> None:
        """Put tags there in place of what lies there."""
        self._lying = tags

    def lay_when(self, come: Callable[[], bool], *tags: SimulatedTag) -> None:
        """Put tags there as soon as their time has come."""
        self._lying = lambda: tags if come() else ()

    def power(self, *, on: bool) -> None:
        """Switch the field on or off."""
        if not on:
            _lose_power(self._powered)
            self._powered = ()

    def exchange(self, bits: Bits) -> Heard | None:
        """Send a frame to all tags; return what comes back."""
        tags = self._reached()
        answers = [(tag.mishap.late_s, said) for tag in tags if (said := tag.hear(bits)) is not None]
        if not answers:
            return None
        late_s = max(each for each, _ in answers)
        first, *others = [each for _, each in answers]
        if not others:
            return Heard(first, late_s)
        collision = next((place for place, same in enumerate(zip(first, *others, strict=False)) if len(set(same)) > 1), None)
        clear = first if collision is None else first[:collision]
        return Heard(clear + (0,) * (len(first) - len(clear)), late_s, collision)

    def authenticate(self, block: int, key: bytes, *, second_key: bool) -> bool:
        """Open a sector of the chosen tag."""
        chosen = [each for each in self._reached() if each.state is State.ACTIVE]
        return len(chosen) == 1 and chosen[0].authenticate(block, key, second_key=second_key)

    def _reached(self) -> tuple[SimulatedTag, ...]:
        there = tuple(self._lying() if callable(self._lying) else self._lying)
        _lose_power(each for each in self._powered if each not in there)
        self._powered = there
        return there


def _lose_power(tags: Iterable[SimulatedTag]) -> None:
    for each in tags:
        each.lose_power()
