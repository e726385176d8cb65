"""What is read where bars are not seen any more."""

import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

sys.path.insert(0, str(Path(__file__).parent))
from drawn import EAN, Picture, code, on_counter

from kiosk.adapters.decoder.budget import Budget
from kiosk.adapters.decoder.defocus_paths import drawn
from kiosk.adapters.decoder.defocus_patterns import FIRST, LAST, RADII, SAMPLES, windows
from kiosk.adapters.decoder.products import LARGEST, product
from kiosk.adapters.decoder.scene import Scene
from kiosk.adapters.decoder.stages_defocus import regions_through_the_blur
from kiosk.adapters.decoder.tally import Tally
from kiosk.adapters.decoder.zbar import read_with_zbar
from kiosk.adapters.decoder.zxing import read_with_zxing

AMPLE_S = 3.0
MODULE_PX = 2


def through_a_lens(picture: Picture, modules: float) -> Picture:
    """Return the picture with every point spread over a disc of that radius, and a little noise."""
    radius = modules * MODULE_PX
    rows, columns = np.mgrid[-8:9, -8:9]
    disc = (rows * rows + columns * columns <= radius * radius).astype(np.float32)
    spread = np.maximum(cv2.filter2D((picture / 255.0) ** 1.8, -1, disc / disc.sum()), 0)
    noise = np.random.default_rng(1).normal(0, 1.5, picture.shape)
    return np.clip(255 * spread ** (1 / 1.8) + noise, 0, 255).astype(np.uint8)


def blurred(text: str = EAN, kind: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.EAN13, *, modules: float = 2.2) -> Picture:
    bars = np.repeat(code(text, kind, scale=MODULE_PX)[:1], 110, axis=0)
    return through_a_lens(on_counter(bars), modules)


def scene_of(picture: Picture, budget_s: float = AMPLE_S) -> Scene:
    return Scene(np.ascontiguousarray(picture), Tally(), Budget(budget_s))


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("modules", [1.9, 2.2])
def test_a_code_far_out_of_focus_is_read_where_engines_see_nothing(modules: float, turns: int) -> None:
    picture = np.rot90(blurred(modules=modules), turns)
    assert read_with_zxing(picture) == read_with_zbar(picture) == []

    sightings = list(regions_through_the_blur(scene_of(picture)))

    assert {each.symbol.text for each in sightings} == {EAN}
    assert len({each.witness for each in sightings}) > 1, "bands of rows, each by itself"


def test_a_upc_a_is_told_by_its_own_name() -> None:
    picture = blurred("012345678905", zxingcpp.BarcodeFormat.UPCA)

    assert {each.symbol.text for each in regions_through_the_blur(scene_of(picture))} == {"012345678905"}


@pytest.mark.parametrize(
    ("text", "kind"), [("1234567890", zxingcpp.BarcodeFormat.Code39), ("AB12345", zxingcpp.BarcodeFormat.Code128)], ids=str
)
def test_other_bars_out_of_focus_say_nothing(text: str, kind: zxingcpp.BarcodeFormat) -> None:
    assert list(regions_through_the_blur(scene_of(blurred(text, kind)))) == []


@pytest.mark.parametrize("left", [3.0, 4.0])
def test_what_leaves_no_shape_says_nothing(left: float) -> None:
    """Seven modules across and more: rather nothing than a guess."""
    assert {each.symbol.text for each in regions_through_the_blur(scene_of(blurred(modules=left)))} <= {EAN}


def test_without_time_nothing_is_begun() -> None:
    assert list(regions_through_the_blur(scene_of(blurred(), 0.0))) == []


@pytest.mark.parametrize("radius", RADII)
def test_windows_hold_every_sample_once(radius: float) -> None:
    held = np.concatenate([np.arange(1000)[each.samples] for each in windows(radius)])

    assert held.tolist() == list(range(round((LAST - FIRST) * SAMPLES)))


def test_twelve_digits_are_drawn_as_they_are_printed() -> None:
    values = (0, 10, 6, 3, 18, 11, 3, 3, 3, 9, 3, 1)  # 4 006381 333931: the first digit says which are of set G
    printed = np.repeat(code(EAN, scale=1)[0] == 0, SAMPLES)

    shown = drawn(values, windows(RADII[0]))[round(-FIRST * SAMPLES) :][: len(printed)]

    assert np.corrcoef(shown, printed)[0, 1] > 0.7


@pytest.mark.parametrize("shape", [(3, 4, 5), (900, 14, 400), (30, 18, 3500), (1, LARGEST // 2, 3)])
def test_products_in_pieces_are_products(shape: tuple[int, int, int]) -> None:
    chance = np.random.default_rng(1)
    one, other = chance.random(shape[:2], dtype=np.float32), chance.random(shape[1:], dtype=np.float32)

    assert np.allclose(product(one, other), one @ other, rtol=1e-3)
