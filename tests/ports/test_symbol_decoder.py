"""One contract for every decoder, in this process or in a child."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import zxingcpp

from kiosk.adapters.decoder.child import DecoderChild
from kiosk.adapters.decoder.inprocess import Decoder
from kiosk.domain.symbol import Symbology
from kiosk.errors import DecoderCrashed
from kiosk.ports import SymbolDecoder

USABLE_AGAIN_S = 1.0
LIMIT_S = 1.0


def picture(text: str = "4006381333931", symbology: zxingcpp.BarcodeFormat = zxingcpp.BarcodeFormat.EAN13) -> np.ndarray:
    drawn = np.array(zxingcpp.create_barcode(text, symbology).to_image(scale=3))
    return np.pad(np.dstack([drawn] * 3), ((40, 40), (40, 40), (0, 0)), constant_values=255)


@pytest.fixture(params=[Decoder, DecoderChild])
def decoder(request: pytest.FixtureRequest) -> Iterator[SymbolDecoder]:
    made = request.param(budget_s=0.5)
    yield made
    made.close()


@pytest.fixture
def child() -> Iterator[DecoderChild]:
    with DecoderChild(budget_s=0.5, limit_s=LIMIT_S) as made:
        yield made


def test_a_code_is_read_with_its_place_and_its_witnesses(decoder: SymbolDecoder) -> None:
    (symbol,) = decoder.read(picture())

    assert (symbol.symbology, symbol.data, symbol.text) == (Symbology.EAN13, b"4006381333931", "4006381333931")
    assert len(symbol.position) == 4
    assert len(symbol.votes) >= 2


def test_an_empty_frame_has_no_code(decoder: SymbolDecoder) -> None:
    assert decoder.read(np.full((48, 64, 3), 200, dtype=np.uint8)) == ()
    assert decoder.read(np.zeros((0, 0, 3), dtype=np.uint8)) == ()


def test_bytes_that_are_no_text_survive(decoder: SymbolDecoder) -> None:
    (symbol,) = decoder.read(picture("\x00\x01\x02\xff\xfe", zxingcpp.BarcodeFormat.QRCode))

    assert symbol.symbology is Symbology.QR
    assert symbol.text is None


def test_frames_may_change_their_size(decoder: SymbolDecoder) -> None:
    """The shared memory grows and a small frame after a large one is not mixed with it."""
    small, large = picture(), np.pad(picture(), ((300, 300), (500, 500), (0, 0)), constant_values=255)

    texts = [decoder.read(each)[0].text for each in (small, large, small)]

    assert texts == ["4006381333931"] * 3


def test_what_is_no_picture_is_refused(decoder: SymbolDecoder) -> None:
    with pytest.raises(ValueError, match="a picture is"):
        decoder.read(np.zeros((4, 4, 7), dtype=np.uint8))


def test_closing_twice_does_no_harm(decoder: SymbolDecoder) -> None:
    decoder.close()
    decoder.close()


@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGABRT], ids=lambda each: each.name)
def test_a_child_that_dies_is_started_again_within_a_second(child: DecoderChild, how: signal.Signals) -> None:
    """The best of three: a machine busy with other tests starts any process late."""
    taken_s = []
    for _ in range(3):
        child.read(picture())
        os.kill(child.pid or 0, how)
        with pytest.raises(DecoderCrashed, match=how.name):
            child.read(picture())
        began = time.monotonic()
        assert child.read(picture())[0].text == "4006381333931"
        taken_s.append(time.monotonic() - began)

    assert min(taken_s) <= USABLE_AGAIN_S


def test_a_child_that_hangs_is_ended_and_started_again(child: DecoderChild) -> None:
    child.read(picture())
    stuck = child.pid or 0
    os.kill(stuck, signal.SIGSTOP)

    with pytest.raises(DecoderCrashed, match="longer than 1 s"):
        child.read(picture())

    assert child.pid != stuck
    assert child.read(picture())


def test_the_child_holds_no_descriptor_of_its_parent() -> None:
    """A camera that is open here must not be open there."""
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)  # noqa: FBT003 - the call has no keyword
    with DecoderChild() as later:
        later.read(picture())

        held = {os.readlink(f"/proc/{later.pid}/fd/{each}") for each in os.listdir(f"/proc/{later.pid}/fd")}  # noqa: PTH115, PTH208 - /proc

    assert os.readlink(f"/proc/self/fd/{reading}") not in held  # noqa: PTH115 - a link that is no path
    os.close(reading)
    os.close(writing)


def test_the_child_ends_with_its_parent(wait_until: Callable[[Callable[[], bool]], None]) -> None:
    import subprocess

    code = (
        "import os, numpy as np; from kiosk.adapters.decoder.child import DecoderChild; child = DecoderChild();"
        "child.read(np.full((64, 64, 3), 255, np.uint8)); print(child.pid, flush=True); os._exit(1)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=False).stdout

    wait_until(lambda: not _runs(int(shown)))


def test_the_parent_loads_no_native_decoder() -> None:
    import subprocess

    code = "import sys; import kiosk.adapters.decoder.child; print({'cv2', 'zxingcpp', 'pyzbar'} & set(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20, check=True).stdout

    assert shown.strip() == "set()"


def test_a_closed_child_says_so(child: DecoderChild) -> None:
    child.close()

    with pytest.raises(DecoderCrashed, match="was closed"):
        child.read(picture())


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    def wait(condition: Callable[[], bool], within_s: float = 4.0) -> None:
        until = time.monotonic() + within_s
        while not condition():
            assert time.monotonic() < until, "the condition did not come true in time"
            os.sched_yield()

    return wait


def _runs(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:  # noqa: PTH123 - /proc
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
