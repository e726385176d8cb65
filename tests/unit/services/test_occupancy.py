"""When the counter is empty, from glances and codes alone."""

from kiosk.ports import Glance
from kiosk.services.occupancy import FORSAKEN_S, Counter, Occupancy

FRAME_S = 1 / 15
WORKTOP, KETTLE, TOASTER = 1, 2, 3


class Watching:
    """Shows scenes for a while; a gate that knows every scene again."""

    def __init__(self) -> None:
        self.occupancy = Occupancy()
        self.at_s = 100.0
        self._kept: set[int] = set()

    def show(self, scene: int, seconds: float, *, code: bool = False) -> Counter:
        for frame in range(max(1, round(seconds / FRAME_S))):
            self.occupancy.see(Glance(moved=frame == 0, scene=scene if scene in self._kept else None), self.at_s)
            if not self.occupancy.looks_empty:
                self.occupancy.tried(found=code)
            if self.occupancy.wants_number(self.at_s):
                self.occupancy.number(scene)
                self._kept.add(scene)
            self.at_s += FRAME_S
        return self.occupancy.counter


def test_nothing_is_known_at_first() -> None:
    assert Watching().show(WORKTOP, 0.1) is Counter.UNKNOWN


def test_the_first_still_scene_without_a_code_is_the_empty_counter() -> None:
    assert Watching().show(WORKTOP, 1.5) is Counter.EMPTY


def test_a_scene_with_a_code_is_never_the_empty_counter() -> None:
    watching = Watching()

    assert watching.show(KETTLE, 2 * FORSAKEN_S, code=True) is Counter.OCCUPIED


def test_a_code_occupies_the_counter_at_once() -> None:
    watching = Watching()
    watching.show(WORKTOP, 1.5)

    assert watching.show(KETTLE, FRAME_S, code=True) is Counter.OCCUPIED


def test_a_still_thing_without_a_code_occupies_the_counter() -> None:
    watching = Watching()
    watching.show(WORKTOP, 1.5)

    assert watching.show(KETTLE, 0.6) is Counter.OCCUPIED


def test_a_passing_hand_leaves_the_counter_empty() -> None:
    watching = Watching()
    watching.show(WORKTOP, 1.5)
    for hand in range(10, 15):
        watching.show(hand, FRAME_S)

    assert watching.occupancy.counter is Counter.EMPTY


def test_the_known_empty_counter_is_empty_as_soon_as_it_is_still() -> None:
    watching = Watching()
    watching.show(WORKTOP, 1.5)
    watching.show(KETTLE, 1.0, code=True)

    assert watching.show(WORKTOP, 0.1) is Counter.OCCUPIED
    assert watching.show(WORKTOP, 0.5) is Counter.EMPTY


def test_the_known_empty_counter_need_not_be_read() -> None:
    watching = Watching()
    watching.show(WORKTOP, 1.5)
    watching.show(KETTLE, 1.0, code=True)
    watching.show(WORKTOP, FRAME_S)

    assert watching.occupancy.looks_empty


def test_what_lay_there_at_the_start_does_no_harm_once_codes_came_and_went() -> None:
    """The thing was learned as the empty counter; the true one comes back after a code."""
    watching = Watching()
    watching.show(TOASTER, 1.5)
    watching.show(WORKTOP, 0.6)
    watching.show(KETTLE, 1.0, code=True)

    assert watching.show(WORKTOP, 0.6) is Counter.EMPTY


def test_a_scene_nobody_touches_for_a_minute_is_empty() -> None:
    watching = Watching()
    watching.show(TOASTER, 1.5)

    assert watching.show(WORKTOP, FORSAKEN_S - 1) is Counter.OCCUPIED
    watching.show(KETTLE, 0.1)
    assert watching.show(WORKTOP, FORSAKEN_S + 1) is Counter.EMPTY
