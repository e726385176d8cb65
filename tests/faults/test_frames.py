"""Fault 11, the camera's side: no picture may end the decoder or make it grow."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "decoder"))
from drawn import Picture, code, on_counter
from faults.conftest import Form

from kiosk.adapters.decoder.child import DecoderChild

SHORT, LONG = 2_000, 200_000
PARTS = 4
BUDGET_S = 0.030
FLAT = 1.05
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


def taken_kb(pid: int) -> int:
    """Return the memory a process has written; a library's clean pages become its own when nobody else has them any more."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(each.split()[1]) for each in lines if each.startswith("Private_Dirty"))


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_frame_ends_the_decoder_or_makes_it_grow(part: int, form: Form) -> None:
    """2,000 frames, 200,000 in the long form: no child died, nothing read that is not there, memory flat within 5 %.

    The short form is one child's: it has drawn all patterns it keeps only after some hundred frames.
    """
    if part and not form.is_long:
        pytest.skip("the first part takes all frames of the short form")
    frames = form.size(short=SHORT, long=LONG // PARTS)
    chance = np.random.default_rng(part)
    texts: set[str | None] = set()
    with DecoderChild(budget_s=BUDGET_S, limit_s=10.0) as child:
        first, taken = child.pid, []
        for index in range(frames):
            texts |= {each.text for each in child.read(MAKERS[index % len(MAKERS)](chance))}
            if index in {frames // 2, frames - 1}:
                taken.append(taken_kb(child.pid or 0))
        assert child.pid == first

    assert texts <= {*HOSTILE, "4006381333931", None}
    assert taken[1] <= FLAT * taken[0]
    form.keep(
        11,
        f"{frames:,} frames to one decoding child: noise, bars, cut codes, codes with hostile contents (part {part + 1} of {PARTS})",
        f"it never died; {taken[0] / 1024:.0f} MB half-way, {taken[1] / 1024:.0f} MB at the end",
    )
