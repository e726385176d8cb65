"""Whether the camera still shows what it showed, on pictures as a camera would give them at an eighth of their size."""

import cv2
import numpy as np
import pytest

from kiosk.adapters.camera_stillness import AFRESH_S, Stillness


def glimpse(*, noise: float, label: bool = False, light: float = 1.0, seed: int = 0) -> np.ndarray:
    """Return the counter at 720p with a sensor's noise, as a JPEG's reader draws it at an eighth of its size."""
    chance = np.random.default_rng(seed)
    counter = np.full((720, 1280), 120 * light, np.float32)
    if label:
        counter[300:325, 600:650] = np.where(np.arange(50) % 4 < 2, 20, 235)
    jpeg = cv2.imencode(".jpg", np.clip(counter + chance.normal(0, noise, counter.shape), 0, 255).astype(np.uint8))[1]
    return cv2.imdecode(jpeg, cv2.IMREAD_REDUCED_GRAYSCALE_8)


@pytest.mark.parametrize("noise", [0.0, 3.0, 8.0])
def test_noise_moves_nothing(noise: float) -> None:
    stillness = Stillness()

    assert [stillness.is_shown(glimpse(noise=noise, seed=seed), 0.05 * seed) for seed in range(8)] == [False] + [True] * 7


@pytest.mark.parametrize("noise", [0.0, 3.0, 8.0])
def test_a_small_label_has_moved(noise: float) -> None:
    """Its bars are black and white in turn, so that on average it is as grey as the counter."""
    stillness = Stillness()
    stillness.is_shown(glimpse(noise=noise), 0.0)

    assert not stillness.is_shown(glimpse(noise=noise, label=True, seed=1), 0.1)


def test_what_was_shown_is_shown_afresh_after_a_second() -> None:
    stillness = Stillness()
    stillness.is_shown(glimpse(noise=0), 10.0)

    assert stillness.is_shown(glimpse(noise=0), 10.0 + 0.9 * AFRESH_S)
    assert not stillness.is_shown(glimpse(noise=0), 10.0 + AFRESH_S)


def test_light_that_changes_slowly_is_seen_against_what_was_shown() -> None:
    stillness = Stillness()

    assert [stillness.is_shown(glimpse(noise=0, light=1 + 0.01 * step), 0.1 * step) for step in range(8)] == [
        False, True, True, True, True, True, False, True,
    ]  # fmt: skip


def test_after_something_else_was_shown_nothing_is_known() -> None:
    stillness = Stillness()
    stillness.is_shown(glimpse(noise=0), 0.0)
    stillness.forget()

    assert not stillness.is_shown(glimpse(noise=0), 0.1)


def test_a_picture_of_another_size_is_another() -> None:
    stillness = Stillness()
    stillness.is_shown(glimpse(noise=0), 0.0)

    assert not stillness.is_shown(glimpse(noise=0)[:, :80], 0.1)


def test_every_other_picture_of_the_same_size_passes_unseen() -> None:
    stillness = Stillness()
    stillness.is_shown(glimpse(noise=0), 0.0)

    assert [stillness.is_likely(95_000 + more) for more in (0, 300, 0, 600, 300)] == [False, True, False, True, False]


def test_a_picture_of_another_size_is_looked_at_at_once() -> None:
    stillness = Stillness()
    stillness.is_shown(glimpse(noise=0), 0.0)
    stillness.is_likely(95_000)

    assert not stillness.is_likely(96_500)


def test_a_picture_that_came_whole_has_no_size_and_never_passes() -> None:
    stillness = Stillness()
    stillness.is_shown(glimpse(noise=0), 0.0)

    assert not any(stillness.is_likely(0) for _ in range(4))
