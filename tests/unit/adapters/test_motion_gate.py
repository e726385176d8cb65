"""What counts as a movement, on drawn frames."""

import numpy as np
import pytest

from kiosk.adapters.motion_gate import KEPT, ThumbnailGate
from kiosk.ports import Glance

RANDOM = np.random.default_rng(3)


def worktop(noise: float = 3.0, light: int = 0) -> np.ndarray:
    across = np.linspace(90, 150, 1280)[None, :, None]
    return np.clip(across + light + RANDOM.normal(0, noise, (720, 1280, 3)), 0, 255).astype(np.uint8)


def with_thing(width: int = 100, left: int = 300) -> np.ndarray:
    frame = worktop()
    frame[200 : 200 + width // 2, left : left + width] = 20
    return frame


def test_the_first_frame_is_a_movement() -> None:
    assert ThumbnailGate().look(worktop()) == Glance(moved=True, scene=None)


@pytest.mark.parametrize("noise", [0.0, 3.0, 8.0])
def test_noise_is_no_movement(noise: float) -> None:
    gate = ThumbnailGate()
    gate.look(worktop(noise))

    assert not any(gate.look(worktop(noise)).moved for _ in range(5))


@pytest.mark.parametrize("light", [-18, 18])
def test_other_light_is_no_movement(light: int) -> None:
    gate = ThumbnailGate()
    gate.look(worktop())

    assert not gate.look(worktop(light=light)).moved


@pytest.mark.parametrize("width", [100, 400, 1000])
def test_a_thing_put_down_is_a_movement(width: int) -> None:
    gate = ThumbnailGate()
    gate.look(worktop())

    assert gate.look(with_thing(width)).moved


def test_a_thing_that_fills_the_picture_is_a_movement() -> None:
    gate = ThumbnailGate()
    gate.look(worktop())

    assert gate.look(np.full((720, 1280, 3), 255, np.uint8)).moved


def test_a_slow_movement_is_one_too() -> None:
    """It is compared with where the scene began, not with the frame before."""
    gate = ThumbnailGate()
    gate.look(with_thing(left=300))

    assert any(gate.look(with_thing(left=left)).moved for left in range(302, 340, 2))


def test_a_frame_of_another_size_is_another_scene() -> None:
    gate = ThumbnailGate()
    gate.look(worktop())

    assert gate.look(np.zeros((40, 30, 3), np.uint8)).moved
    assert gate.look(np.zeros((1, 1, 3), np.uint8)).moved


def test_a_kept_scene_is_known_again() -> None:
    gate = ThumbnailGate()
    gate.look(worktop())
    number = gate.keep()
    gate.look(with_thing())

    assert gate.look(worktop()) == Glance(moved=True, scene=number)
    assert gate.keep() == number


def test_the_scene_not_seen_for_longest_is_forgotten() -> None:
    gate = ThumbnailGate()
    gate.look(worktop())
    gate.keep()
    for place in range(KEPT):
        gate.look(with_thing(left=110 * place))
        gate.keep()

    assert gate.look(worktop()).scene is None
