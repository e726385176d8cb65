"""The camera's picture for the screen, in a real folder."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from fakes import HandClock

from kiosk.adapters.health_disk import file_system_of
from kiosk.adapters.preview import LOOKED_S, PAUSE_S, WIDTH, PreviewFile, preview_in
from kiosk.domain.symbol import Symbol, Symbology

CODE = Symbol(Symbology.QR, b"x", "x", position=((400, 200), (800, 200), (800, 500), (400, 500)))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def preview(tmp_path: Path, clock: HandClock) -> PreviewFile:
    return PreviewFile(tmp_path, clock)


def look(folder: Path, clock: HandClock) -> None:
    """Look at the preview, as the desk says it."""
    (folder / "wanted").touch()
    os.utime(folder / "wanted", (clock.wall_s, clock.wall_s))


def frame(shade: int = 90, height: int = 720, width: int = 1280) -> np.ndarray:
    return np.full((height, width, 3), shade, np.uint8)


def shown(folder: Path) -> np.ndarray:
    return cv2.imread(str(folder / "latest.jpg"))


def test_nothing_is_written_while_nobody_looks(tmp_path: Path, preview: PreviewFile) -> None:
    preview.show(frame(), ())

    assert list(tmp_path.iterdir()) == []


def test_a_folder_on_a_disk_has_no_preview(clock: HandClock) -> None:
    """What the camera sees is never stored."""
    in_memory = Path("/dev/shm")  # noqa: S108 - nothing is written there

    assert preview_in(Path("/proc"), clock) is None
    assert isinstance(preview_in(in_memory, clock), PreviewFile) == (file_system_of(in_memory) == "tmpfs")


def test_a_frame_is_shown_smaller(tmp_path: Path, preview: PreviewFile, clock: HandClock) -> None:
    look(tmp_path, clock)
    preview.show(frame(), ())

    assert shown(tmp_path).shape == (360, WIDTH, 3)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["latest.jpg", "wanted"]


@pytest.mark.parametrize(("height", "width"), [(1, 1), (1, 3000), (48, 64)])
def test_any_size_is_shown(tmp_path: Path, preview: PreviewFile, clock: HandClock, height: int, width: int) -> None:
    look(tmp_path, clock)
    preview.show(frame(height=height, width=width), (CODE,))

    assert shown(tmp_path).shape[1] == min(width, WIDTH)


def test_codes_are_outlined_and_the_frame_stays_as_it_is(tmp_path: Path, preview: PreviewFile, clock: HandClock) -> None:
    look(tmp_path, clock)
    original = frame(height=360, width=WIDTH)
    preview.show(original, (Symbol(Symbology.QR, b"x", "x", position=((200, 100), (400, 100), (400, 250), (200, 250))),))
    blue, green, red = (int(each) for each in shown(tmp_path)[100, 300])

    assert green > blue + 60
    assert green > red + 60
    assert np.array_equal(original, frame(height=360, width=WIDTH))


def test_a_code_whose_place_is_unknown_is_not_outlined(tmp_path: Path, preview: PreviewFile, clock: HandClock) -> None:
    look(tmp_path, clock)
    preview.show(frame(), (Symbol(Symbology.QR, b"x", "x"),))

    assert np.ptp(shown(tmp_path)) < 5


def test_at_most_ten_pictures_a_second_are_written(tmp_path: Path, preview: PreviewFile, clock: HandClock) -> None:
    look(tmp_path, clock)
    preview.show(frame(10), ())
    clock.wait(PAUSE_S / 2)
    preview.show(frame(200), ())

    assert shown(tmp_path).mean() < 20
    clock.wait(PAUSE_S)
    preview.show(frame(200), ())
    assert shown(tmp_path).mean() > 180


def test_it_ends_when_nobody_has_looked_for_a_while(tmp_path: Path, preview: PreviewFile, clock: HandClock) -> None:
    look(tmp_path, clock)
    preview.show(frame(10), ())
    clock.wait(LOOKED_S + 1)
    preview.show(frame(200), ())

    assert shown(tmp_path).mean() < 20


def test_a_folder_that_cannot_be_written_stops_nobody(tmp_path: Path, preview: PreviewFile, clock: HandClock) -> None:
    look(tmp_path, clock)
    (tmp_path / "latest.jpg").mkdir()
    preview.show(frame(), ())

    assert (tmp_path / "latest.jpg").is_dir()
