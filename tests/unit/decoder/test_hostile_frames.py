"""No picture may end the decoder or make it grow."""

import resource
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

sys.path.insert(0, str(Path(__file__).parent))
from drawn import Picture, code, on_counter

from kiosk.adapters.decoder import read_symbols

FRAMES = 2000
ROUNDS = 8
BUDGET_S = 0.030
GROWTH_KB = 40_000
HOSTILE = ("\x00\x1b[31m", "' OR 1=1 --", "\u202egnp.exe", "A" * 900, "<script>alert(1)</script>", "\x1d\x1d\x1d", "9" * 600)


def noise(chance: np.random.Generator) -> Picture:
    return chance.integers(0, 256, (*chance.integers(1, 160, 2), 3), np.uint8)


def coarse_noise(chance: np.random.Generator) -> Picture:
    return np.kron(chance.integers(0, 2, chance.integers(4, 40, 2)) * 255, np.ones((4, 4))).astype(np.uint8)


def extreme_shape(chance: np.random.Generator) -> Picture:
    length, width = int(chance.integers(500, 5000)), int(chance.integers(1, 4))
    shape = (length, width) if chance.random() < 0.5 else (width, length)
    return chance.integers(0, 256, shape, np.uint8)


def tiny(chance: np.random.Generator) -> Picture:
    return chance.integers(0, 256, (*chance.integers(0, 4, 2), 3), np.uint8)


def flat(chance: np.random.Generator) -> Picture:
    return np.full(tuple(chance.integers(1, 300, 2)), chance.choice([0, 255]), np.uint8)


def random_bars(chance: np.random.Generator) -> Picture:
    row = np.repeat(chance.integers(0, 2, 120) * 255, chance.integers(1, 4)).astype(np.uint8)
    return np.repeat(row[None], 60, axis=0)


def truncated_code(chance: np.random.Generator) -> Picture:
    whole = on_counter(code(), size=(300, 400))
    top, left = int(chance.integers(0, 150)), int(chance.integers(0, 350))
    return whole[top : top + int(chance.integers(1, 200)), left : left + int(chance.integers(1, 400))]


def hostile_text(chance: np.random.Generator) -> Picture:
    return on_counter(code(HOSTILE[chance.integers(len(HOSTILE))], zxingcpp.BarcodeFormat.QRCode, scale=2), size=(480, 480), quiet=8)


MAKERS: tuple[Callable[[np.random.Generator], Picture], ...] = (
    noise, coarse_noise, extreme_shape, tiny, flat, random_bars, truncated_code, hostile_text,
)  # fmt: skip


@pytest.mark.parametrize("part", range(ROUNDS))
def test_no_frame_ends_the_decoder_or_makes_it_grow(part: int) -> None:
    """2,000 frames in all: nothing raised, nothing read that is not there, memory flat."""
    chance = np.random.default_rng(part)
    for maker in MAKERS:
        read_symbols(maker(chance), budget_s=BUDGET_S)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    texts = [
        each.text for index in range(FRAMES // ROUNDS) for each in read_symbols(MAKERS[index % len(MAKERS)](chance), budget_s=BUDGET_S)
    ]

    assert set(texts) <= {*HOSTILE, "4006381333931", None}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < GROWTH_KB
