"""Pictures and videos as frames, on real files."""

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest

from kiosk.adapters import camera_files
from kiosk.adapters.camera_files import FileFrames, frames_of, load_image, pictures_in
from kiosk.errors import CameraGone, FileUnreadable

REFERENCE = os.environ.get("KIOSK_REFERENCE_DATA")
TURNED = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
"""Orientation 6: to be turned clockwise."""


def picture(tmp_path: Path, name: str, pixels: np.ndarray) -> Path:
    path = tmp_path / name
    assert cv2.imwrite(str(path), pixels)
    return path


def png(colour_type: int, content: bytes, tmp_path: Path) -> Path:
    """Write a PNG of 2 x 2 points of 8 bits in a colour type OpenCV does not write."""
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", 2, 2, 8, colour_type, 0, 0, 0)), (b"IDAT", zlib.compress(content)), (b"IEND", b""))
    path = tmp_path / "made.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + b"".join(struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in chunks)
    )
    return path


def video(tmp_path: Path, name: str, codec: str, frames: int = 5) -> Path:
    path = tmp_path / name
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*codec), 10, (64, 48))
    for number in range(frames):
        writer.write(np.full((48, 64, 3), 50 * number, np.uint8))
    writer.release()
    return path


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.bmp", "a.tiff", "misnamed.txt"])
@pytest.mark.parametrize("shape", [(30, 40), (30, 40, 3)], ids=["grey", "colour"])
def test_a_picture_is_a_frame_of_its_own_size(tmp_path: Path, name: str, shape: tuple[int, ...]) -> None:
    made = picture(tmp_path, name.replace("misnamed.txt", "b.png"), np.full(shape, 200, np.uint8))
    frame = load_image(made.rename(tmp_path / name))

    assert (frame.shape, frame.dtype) == ((30, 40, 3), np.uint8)


def test_a_gif_gives_its_first_picture(tmp_path: Path) -> None:
    assert load_image(picture(tmp_path, "a.gif", np.full((30, 40, 3), 200, np.uint8))).shape == (30, 40, 3)


@pytest.mark.parametrize("depth", [np.uint16, np.float32], ids=["16 bit", "floating point"])
@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 3)], ids=["grey", "colour"])
def test_a_deep_picture_is_scaled_to_what_is_in_it(tmp_path: Path, depth: type, shape: tuple[int, ...]) -> None:
    values = np.arange(int(np.prod(shape)), dtype=depth).reshape(shape)
    frame = load_image(picture(tmp_path, "a.tiff", values))

    assert (frame.min(), frame.max(), frame.dtype) == (0, 255, np.uint8)


def test_a_picture_of_one_shade_stays_finite(tmp_path: Path) -> None:
    assert load_image(picture(tmp_path, "a.tiff", np.full((3, 3), 7, np.uint16))).max() == 0


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_what_is_transparent_is_white_paper(tmp_path: Path, depth: type) -> None:
    """Codes are often drawn black on nothing."""
    whole = np.iinfo(depth).max
    pixels = np.zeros((2, 2, 4), depth)
    pixels[0] = (whole, 0, 0, whole)
    frame = load_image(picture(tmp_path, "a.png", pixels))

    assert frame[1].tolist() == [[255, 255, 255]] * 2
    assert frame[0].tolist() == [[255, 0, 0]] * 2


def test_grey_with_transparency_is_read(tmp_path: Path) -> None:
    frame = load_image(png(4, b"\0\x00\xff\x00\x00\0\x80\xff\xff\xff", tmp_path))

    assert frame[:, :, 0].tolist() == [[0, 255], [128, 255]]


def test_a_photograph_is_turned_as_it_says(tmp_path: Path) -> None:
    path = picture(tmp_path, "a.jpg", np.zeros((20, 40, 3), np.uint8))
    content = path.read_bytes()
    path.write_bytes(content[:2] + b"\xff\xe1" + (len(TURNED) + 2).to_bytes(2, "big") + TURNED + content[2:])

    assert load_image(path).shape == (40, 20, 3)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda _path: None, "there is no such file"),
        (lambda path: path.mkdir(), "it is a folder"),
        (lambda path: path.write_bytes(b""), "it is neither a picture nor a video"),
        (lambda path: path.write_text("4242005045112"), "it is neither a picture nor a video"),
        (os.mkfifo, "it is not a file"),
    ],
    ids=["missing", "folder", "empty", "text", "pipe"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(tmp_path: Path, make: Callable[[Path], object], why: str) -> None:
    path = tmp_path / "a.jpg"
    make(path)

    with pytest.raises(FileUnreadable, match=why):
        load_image(path)


def test_a_cut_picture_is_read_as_far_as_it_goes_or_refused(tmp_path: Path) -> None:
    path = picture(tmp_path, "a.png", np.zeros((20, 40, 3), np.uint8))
    path.write_bytes(path.read_bytes()[:30])

    with pytest.raises(FileUnreadable):
        load_image(path)


def test_a_picture_with_an_impossible_size_is_refused(tmp_path: Path) -> None:
    path = png(2, b"", tmp_path)
    content = path.read_bytes()
    header = content[12:16] + struct.pack(">II", 2**30, 2**30) + content[24:29]
    path.write_bytes(content[:12] + header + struct.pack(">I", zlib.crc32(header)) + content[33:])

    with pytest.raises(FileUnreadable):
        load_image(path)


def test_a_file_the_system_fails_to_read_is_refused() -> None:
    with pytest.raises(FileUnreadable, match="Input/output error"):
        load_image(Path("/proc/self/mem"))


@pytest.mark.parametrize(("name", "codec"), [("a.avi", "MJPG"), ("a.mp4", "mp4v"), ("a.mkv", "MJPG")])
def test_a_video_gives_every_frame(tmp_path: Path, name: str, codec: str) -> None:
    frames = list(frames_of(video(tmp_path, name, codec)))

    assert [each.shape for each in frames] == [(48, 64, 3)] * 5
    assert [round(float(each.mean()), -1) for each in frames] == [0, 50, 100, 150, 200]


def test_a_video_without_pictures_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"\0\0\0\x20ftypisom" + b"x" * 100)

    with pytest.raises(FileUnreadable, match="no picture is in it"):
        list(frames_of(path))


def test_a_playlist_never_reaches_ffmpeg(tmp_path: Path) -> None:
    """It could name addresses in the network."""
    path = tmp_path / "a.m3u8"
    path.write_text("#EXTM3U\nhttp://127.0.0.1:9/a.ts\n")

    with pytest.raises(FileUnreadable, match="neither"):
        list(frames_of(path))


def test_a_picture_gives_one_frame(tmp_path: Path) -> None:
    assert len(list(frames_of(picture(tmp_path, "a.png", np.zeros((3, 3, 3), np.uint8))))) == 1


def test_a_folder_gives_its_pictures_by_name(tmp_path: Path) -> None:
    for name, shade in (("b.png", 20), ("a.png", 10)):
        picture(tmp_path, name, np.full((3, 3, 3), shade, np.uint8))
    (tmp_path / "readme.txt").write_text("no picture")

    assert [each.name for each in pictures_in(tmp_path)] == ["a.png", "b.png"]
    assert [int(each[0, 0, 0]) for each in frames_of(tmp_path)] == [10, 20]


def test_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable, match="without pictures"):
        list(frames_of(tmp_path))


def test_files_as_a_camera_end_with_none(tmp_path: Path) -> None:
    camera = FileFrames(picture(tmp_path, "a.png", np.zeros((3, 3, 3), np.uint8)))

    assert camera.next_frame() is not None
    assert camera.next_frame() is None


def test_files_as_a_camera_break_like_a_camera(tmp_path: Path) -> None:
    with pytest.raises(CameraGone, match="no such file"):
        FileFrames(tmp_path / "missing.jpg").next_frame()


def test_files_as_a_camera_close_twice_without_harm(tmp_path: Path) -> None:
    camera = FileFrames(picture(tmp_path, "a.png", np.zeros((3, 3, 3), np.uint8)))
    camera.close()
    camera.close()

    assert camera.next_frame() is None


def test_a_file_too_large_for_a_picture_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.truncate(camera_files.LARGEST_BYTES + 1)

    with pytest.raises(FileUnreadable, match="larger than 256 MB"):
        load_image(path)


@pytest.mark.reference
@pytest.mark.skipif(REFERENCE is None, reason="KIOSK_REFERENCE_DATA is not set")
def test_every_unusual_reference_photograph_loads() -> None:
    """PNG has alpha and grey there, WebP alpha and a file of 30 bytes, which OpenCV alone refuses."""
    folder = Path(REFERENCE or "") / "barcodes"
    unusual = [*sorted(folder.rglob("*.png"))[::6], *sorted((folder / "none").glob("*.webp"))[::6], *folder.rglob("*1x1.webp")]

    assert unusual
    assert all(load_image(each).shape[2] == 3 for each in unusual)
