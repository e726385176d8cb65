"""Pictures and videos as a camera: for ``kiosk read``, and for looking again at recorded frames.

A file is known by its first bytes, never by its name, and only known kinds of video reach
FFmpeg: it would also open playlists that name addresses in the network, and text.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import cv2  # this adapter is OpenCV's decoders for still pictures and FFmpeg behind it
import numpy as np
from numpy.typing import NDArray

from kiosk.errors import CameraGone, FileUnreadable

if TYPE_CHECKING:
    from kiosk.ports import Frame

PICTURES = frozenset({".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".jp2", ".png", ".tif", ".tiff", ".webp"})
"""What is taken for a picture in a folder."""
LARGEST_BYTES = 256 * 2**20
SMALLEST_BYTES = 32
"""OpenCV refuses a shorter WebP; trailing zeros change nothing for any decoder."""
_MAGIC_BYTES = 12
_BGRA = 4
_FULL = 255


def load_image(path: Path) -> "Frame":
    """Return a picture as a frame: turned as its EXIF says, alpha flattened on white, any depth scaled to 8 bits.

    :raises FileUnreadable: it is missing, a folder, or no picture.
    """
    _check(path)
    return _picture(path)


def frames_of(path: Path) -> "Iterator[Frame]":
    """Yield the frame of a picture, every frame of a video, or every picture of a folder in the order of names.

    :raises FileUnreadable: it is none of these.
    """
    if path.is_dir():
        for each in pictures_in(path):
            yield load_image(each)
        return
    _check(path)
    if _is_video(path):
        yield from _video(path)
    else:
        yield _picture(path)


def pictures_in(folder: Path) -> tuple[Path, ...]:
    """Return the pictures of a folder, sorted by name.

    :raises FileUnreadable: there is none.
    """
    found = tuple(sorted(each for each in folder.iterdir() if each.suffix.lower() in PICTURES and each.is_file()))
    if not found:
        raise FileUnreadable(str(folder), "it is a folder without pictures")
    return found


class FileFrames:
    """A camera that shows what is in a file or folder, and then has no more."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._frames = frames_of(path)

    def next_frame(self, *, if_moved: bool = False) -> "Frame | None":
        """Return the next frame, or None after the last one.

        :raises CameraGone: what comes next cannot be read.
        """
        del if_moved  # a picture read from a file costs the same
        try:
            return next(self._frames, None)
        except FileUnreadable as error:
            raise CameraGone(str(self._path), str(error)) from error

    def close(self) -> None:
        """Let go of the file; twice does no harm."""
        self._frames = iter(())


def _check(path: Path) -> None:
    if path.is_dir():
        raise FileUnreadable(str(path), "it is a folder")
    if not path.exists():
        raise FileUnreadable(str(path), "there is no such file")
    if not path.is_file():
        raise FileUnreadable(str(path), "it is not a file")


def _is_video(path: Path) -> bool:
    """Tell MP4 and MOV, Matroska and WebM, AVI, and Ogg by their first bytes; AVIF begins like MP4 and is a picture."""
    start = _bytes_of(path, _MAGIC_BYTES)
    if start[4:8] == b"ftyp":
        return start[8:12] not in {b"avif", b"avis", b"mif1", b"heic"}
    return start.startswith((b"\x1aE\xdf\xa3", b"OggS")) or start[4:8] in {b"moov", b"mdat"} or start[8:12] == b"AVI "


def _video(path: Path) -> "Iterator[Frame]":
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # it would print what is raised here
    video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        found, frame = video.read()
        if not found:
            raise FileUnreadable(str(path), "it begins like a video, but no picture is in it")
        while found:
            yield np.asarray(frame, np.uint8)
            found, frame = video.read()
    finally:
        video.release()


def _picture(path: Path) -> "Frame":
    content = _bytes_of(path, LARGEST_BYTES + 1)
    if len(content) > LARGEST_BYTES:
        raise FileUnreadable(str(path), f"it is larger than {LARGEST_BYTES // 2**20} MB")
    pixels = np.frombuffer(content.ljust(SMALLEST_BYTES, b"\0"), np.uint8)
    raw = _decoded(path, pixels, cv2.IMREAD_UNCHANGED)
    if raw.ndim > 2 and raw.shape[2] == _BGRA:  # noqa: PLR2004 -- a grey picture has two axes
        return _on_white(raw)
    if raw.dtype not in {np.dtype(np.uint8), np.dtype(np.uint16)}:
        return _eight_bits(raw if raw.ndim > 2 else np.dstack([raw] * 3))  # noqa: PLR2004 -- as above
    # As it is stored OpenCV does not turn a picture by its EXIF, in colour it does.
    return _eight_bits(_decoded(path, pixels, cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH))


def _decoded(path: Path, pixels: NDArray[np.uint8], how: int) -> NDArray[np.generic]:
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)  # it would print what is raised here
    try:
        decoded = cv2.imdecode(pixels, how)
    except cv2.error as error:
        raise FileUnreadable(str(path), error.err or "its content is broken") from error
    if decoded is None:
        raise FileUnreadable(str(path), "it is neither a picture nor a video")
    return np.asarray(decoded)


def _on_white(raw: NDArray[np.generic]) -> "Frame":
    """Flatten alpha, as paper would show it: codes are often drawn black on nothing."""
    opaque = raw[:, :, 3:].astype(np.float32) / np.float32(_whole(raw))
    colours = _eight_bits(raw[:, :, :3])
    return np.asarray(np.rint(colours * opaque + _FULL * (1 - opaque)), np.uint8)


def _eight_bits(raw: NDArray[np.generic]) -> "Frame":
    """Scale what is darkest to 0 and what is brightest to 255: sensors rarely fill their 16 bits."""
    if raw.dtype == np.uint8:
        return np.ascontiguousarray(raw, np.uint8)
    values = np.nan_to_num(raw.astype(np.float32), posinf=0.0, neginf=0.0)
    darkest, brightest = float(values.min()), float(values.max())
    return np.asarray((values - darkest) * (_FULL / max(brightest - darkest, 1e-9)), np.uint8)


def _whole(raw: NDArray[np.generic]) -> float:
    return {"uint8": 255.0, "uint16": 65535.0}.get(str(raw.dtype), 1.0)


def _bytes_of(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limit)
    except OSError as error:
        raise FileUnreadable(str(path), error.strerror or str(error)) from error
