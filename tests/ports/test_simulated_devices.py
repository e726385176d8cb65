"""The simulated counter, camera, tag reader and plates that ship with the product."""

import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from stdnum import ean

from kiosk.adapters.camera_files import load_image
from kiosk.adapters.decoder.inprocess import Decoder
from kiosk.adapters.identifiers_gs1 import Gs1Identifiers
from kiosk.adapters.motion_gate import ThumbnailGate
from kiosk.adapters.simulated.camera import SimulatedCamera
from kiosk.adapters.simulated.catalogue import SAMPLE_PRODUCTS, SAMPLES
from kiosk.adapters.simulated.counter_top import CounterTop, Lying
from kiosk.adapters.simulated.labels import draw_labels
from kiosk.adapters.simulated.tags import SimulatedTagReader
from kiosk.domain.identifier import IdentifierKind
from kiosk.domain.reading import Medium, Reading, Tag
from kiosk.errors import CameraGone, TagReaderBroken
from kiosk.settings import CATEGORIES

TAG = Tag("04A1B2C3", "hello")


@pytest.fixture
def top(tmp_path: Path) -> CounterTop:
    return CounterTop(tmp_path / "run" / "counter.json")


@pytest.fixture
def camera(top: CounterTop) -> SimulatedCamera:
    return SimulatedCamera(top, frames_per_s=200.0)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "thing.png"
    cv2.imwrite(str(path), np.arange(48 * 64 * 3, dtype=np.uint8).reshape(48, 64, 3))
    return path


def test_nothing_lies_on_a_counter_nobody_used(top: CounterTop) -> None:
    assert top.look() == Lying()


def test_what_is_put_down_lies_there_for_every_process(top: CounterTop, tmp_path: Path, picture: Path) -> None:
    top.put(picture, TAG)

    assert CounterTop(tmp_path / "run" / "counter.json").look() == Lying(str(picture), TAG)
    assert [each.name for each in (tmp_path / "run").iterdir()] == ["counter.json"]


def test_clearing_takes_everything_away(top: CounterTop, picture: Path) -> None:
    top.put(picture, TAG)
    top.clear()

    assert top.look() == Lying()


def test_a_file_that_says_nothing_is_an_empty_counter(tmp_path: Path) -> None:
    (tmp_path / "counter.json").write_text("nonsense")

    assert CounterTop(tmp_path / "counter.json").look() == Lying()


def test_the_picture_is_shown_as_it_is_read_from_the_file(top: CounterTop, camera: SimulatedCamera, picture: Path) -> None:
    top.put(picture)
    frames = [camera.next_frame() for _ in range(2)]

    assert all(np.array_equal(each, load_image(picture)) for each in frames)


def test_the_empty_counter_is_noisy_and_yet_still(camera: SimulatedCamera) -> None:
    gate = ThumbnailGate()
    frames = [camera.next_frame() for _ in range(6)]

    assert frames[0].shape == (720, 1280, 3)
    assert not np.array_equal(frames[0], frames[1])
    assert [gate.look(each).moved for each in frames] == [True, *[False] * 5]


def test_a_picture_that_is_gone_is_a_camera_that_is_gone(top: CounterTop, camera: SimulatedCamera, tmp_path: Path) -> None:
    top.put(tmp_path / "missing.png")

    with pytest.raises(CameraGone, match="no such file"):
        camera.next_frame()
    top.clear()
    assert camera.next_frame() is not None


def test_frames_come_at_the_pace_of_a_camera(top: CounterTop) -> None:
    camera = SimulatedCamera(top, frames_per_s=20.0)
    camera.next_frame()
    began_s = time.monotonic()
    for _ in range(5):
        camera.next_frame()

    assert time.monotonic() - began_s >= 0.14


def test_a_closed_camera_has_no_more_frames(camera: SimulatedCamera) -> None:
    camera.close()
    camera.close()

    assert camera.next_frame() is None


def test_the_reader_finds_the_tag_that_lies_there(top: CounterTop) -> None:
    reader = SimulatedTagReader(top)

    assert reader.poll() is None
    top.put(tag=TAG)
    assert reader.poll() == TAG
    reader.close()


@pytest.mark.parametrize("uid", ["", "04", "04a1b2c3", "nonsense"])
def test_a_uid_no_tag_can_have_is_a_broken_reader(top: CounterTop, uid: str) -> None:
    top.put(tag=Tag(uid))

    with pytest.raises(TagReaderBroken):
        SimulatedTagReader(top).poll()


def test_samples_have_right_numbers_and_known_categories() -> None:
    assert all(ean.is_valid(each.gtin) and len(each.gtin) == 13 for each in SAMPLES)
    assert set(SAMPLE_PRODUCTS.values()) <= set(CATEGORIES)
    assert len(SAMPLE_PRODUCTS) == len(SAMPLES) == 12


@pytest.fixture(scope="module")
def plates(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return draw_labels(tmp_path_factory.mktemp("plates"), seed=1)


def meaning(picture: Path) -> dict[IdentifierKind, str]:
    symbols = Decoder(budget_s=1.0).read(load_image(picture))
    parse = Gs1Identifiers().parse
    readings = [Reading("run-1", Medium.CAMERA, each.symbology, each.data, each.text, each.aim) for each in symbols]
    return {found.kind: found.value for each in readings for found in parse(each)}


def test_every_drawn_plate_is_read_and_known(plates: list[Path]) -> None:
    assert [meaning(each)[IdentifierKind.GTIN] for each in plates] == list(SAMPLE_PRODUCTS)


def test_plates_carry_serial_numbers_energy_labels_and_dates(plates: list[Path]) -> None:
    found = {kind for each in plates for kind in meaning(each)}

    assert {IdentifierKind.SERIAL, IdentifierKind.EPREL, IdentifierKind.PRODUCED_ON} <= found


def test_the_same_seed_draws_the_same_plates(plates: list[Path], tmp_path: Path) -> None:
    again = draw_labels(tmp_path, seed=1)

    assert [each.read_bytes() for each in again] == [each.read_bytes() for each in plates]


def test_another_seed_draws_other_plates_that_are_read_too(plates: list[Path], tmp_path: Path) -> None:
    others = draw_labels(tmp_path, seed=2)

    assert all(each.read_bytes() != plate.read_bytes() for each, plate in zip(others, plates, strict=True))
    assert [meaning(each)[IdentifierKind.GTIN] for each in others] == list(SAMPLE_PRODUCTS)
