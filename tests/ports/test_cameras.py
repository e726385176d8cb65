"""One contract for every camera, and what becomes of one that is unplugged, hangs or dies.

A Motion JPEG server is the real camera here: a kernel without v4l2loopback has no USB one.
The CSI camera is opened through a folder that stands for Debian's picamera2.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from mjpeg_server import MjpegServer

from kiosk.adapters.camera_child import ChildCamera, Patience
from kiosk.adapters.camera_doctor import examine
from kiosk.adapters.camera_files import FileFrames
from kiosk.adapters.camera_mjpeg import is_local
from kiosk.adapters.camera_picamera2 import controls_of
from kiosk.adapters.camera_uvc import UvcCamera, cameras, device_of, settings_of
from kiosk.adapters.camera_video import VideoCamera
from kiosk.adapters.camera_wire import Wish
from kiosk.adapters.simulated.camera import SimulatedCamera
from kiosk.adapters.simulated.counter_top import CounterTop
from kiosk.errors import CameraGone, CameraStarting
from kiosk.ports import FrameSource

GREEN = np.full((240, 320, 3), (40, 160, 90), np.uint8)
QUICK = Patience(call_s=0.2, answer_s=0.6, start_s=20.0)
FAKE_PACKAGES = Path(__file__).parent / "fake_packages"
WITHIN_S = 20.0


@pytest.fixture
def server() -> Iterator[MjpegServer]:
    with MjpegServer(GREEN) as made:
        yield made


@pytest.fixture
def stream(server: MjpegServer) -> Iterator[ChildCamera]:
    camera = ChildCamera(Wish("mjpeg", server.address), QUICK)
    yield camera
    camera.close()


@pytest.fixture(params=["files", "simulated", "mjpeg", "csi"])
def camera(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FrameSource]:
    """Every source, showing the same picture."""
    picture = tmp_path / "green.png"
    cv2.imwrite(str(picture), GREEN)
    if request.param == "files":
        made: FrameSource = FileFrames(tmp_path)
    elif request.param == "simulated":
        top = CounterTop(tmp_path / "run" / "top.json")
        top.put(picture)
        made = SimulatedCamera(top, frames_per_s=100.0)
    elif request.param == "mjpeg":
        made = ChildCamera(Wish("mjpeg", request.getfixturevalue("server").address), QUICK)
    else:
        monkeypatch.setenv("PYTHONPATH", str(FAKE_PACKAGES), prepend=os.pathsep)
        made = ChildCamera(Wish("csi", "0", 320, 240), QUICK)
    yield made
    made.close()


def first_frame(camera: FrameSource) -> np.ndarray:
    """Return the first frame; a child takes a while to start, and says so."""
    until_s = time.monotonic() + WITHIN_S
    while True:
        try:
            frame = camera.next_frame()
        except CameraGone:
            assert time.monotonic() < until_s
        else:
            assert frame is not None
            return frame


def until_gone(camera: FrameSource, words: str) -> None:
    """Take frames until the camera says so."""
    until_s = time.monotonic() + WITHIN_S
    while time.monotonic() < until_s:
        try:
            camera.next_frame()
        except CameraGone as error:
            if words in error.why:
                return
    pytest.fail(f"no camera was gone because {words}")


def test_a_frame_is_blue_green_red_and_its_own(camera: FrameSource) -> None:
    frame = first_frame(camera)

    assert (frame.dtype, frame.shape) == (np.uint8, (240, 320, 3))
    assert np.abs(frame.reshape(-1, 3).mean(0) - GREEN[0, 0]).max() < 6


def test_a_closed_camera_has_no_more_frames(camera: FrameSource) -> None:
    first_frame(camera)
    camera.close()
    camera.close()

    assert camera.next_frame() is None


def test_a_camera_never_asked_can_be_closed(camera: FrameSource) -> None:
    camera.close()


def test_a_camera_is_plugged_in_again_without_a_restart(server: MjpegServer, stream: ChildCamera) -> None:
    first_frame(stream)
    process = stream.pid
    server.unplug()
    until_gone(stream, "nobody serves pictures there")
    with MjpegServer(GREEN, server.port):
        first_frame(stream)

    assert stream.pid == process


def test_a_camera_that_hangs_is_killed_and_opened_again(server: MjpegServer, stream: ChildCamera) -> None:
    first_frame(stream)
    process = stream.pid
    server.hangs.set()
    until_gone(stream, "it hung and is opened again")
    server.hangs.clear()
    first_frame(stream)

    assert stream.pid != process
    assert not Path(f"/proc/{process}").exists()


def test_while_nothing_moves_a_frame_is_not_decompressed_again(server: MjpegServer, stream: ChildCamera) -> None:
    first_frame(stream)
    still = stream.next_frame(if_moved=True)
    asked_again = [stream.next_frame(if_moved=True) for _ in range(3)]
    server.show(255 - GREEN)
    moved = next(frame for _ in range(50) if (frame := stream.next_frame(if_moved=True)) is not still)

    assert all(each is still for each in asked_again)
    assert moved is not None
    assert np.abs(moved.reshape(-1, 3).mean(0) - (255 - GREEN[0, 0])).max() < 6


def test_who_wants_a_frame_gets_a_new_one(stream: ChildCamera) -> None:
    assert first_frame(stream) is not stream.next_frame()


def test_a_picture_that_is_no_jpeg_is_told(server: MjpegServer, stream: ChildCamera) -> None:
    first_frame(stream)
    server.jpeg = b"\xff\xd8\xff\xe0" + bytes(64) + b"\xff\xd9"

    until_gone(stream, "its picture is broken")


def test_a_camera_without_jpeg_hands_out_what_opencv_made_of_it(tmp_path: Path) -> None:
    """Cameras that know no Motion JPEG, and drivers that decompress whatever they are told."""
    film = str(tmp_path / "green.avi")
    writer = cv2.VideoWriter(film, cv2.VideoWriter.fourcc(*"MJPG"), 10, (320, 240))
    writer.write(GREEN)
    writer.release()
    camera = VideoCamera("film", cv2.VideoCapture(film), "it is over")

    camera.grab()
    glimpse, frame = camera.glimpse(), camera.frame()
    with pytest.raises(CameraGone, match="it is over"):
        camera.grab()
    camera.close()

    assert glimpse is None
    assert frame.shape == GREEN.shape


def test_waiting_for_a_camera_leaves_time_for_tags(server: MjpegServer, stream: ChildCamera) -> None:
    """No call takes much longer than its limit, whatever the camera does."""
    first_frame(stream)
    server.hangs.set()
    took = []
    for _ in range(4):
        began_s = time.monotonic()
        until_gone(stream, "it h")  # has not answered, or hung
        took.append(time.monotonic() - began_s)

    assert sorted(took)[1] < QUICK.call_s + 1.0


def test_a_camera_is_starting_until_its_child_has_answered(stream: ChildCamera) -> None:
    """Loading its libraries takes a while, and is no fault on the screen."""
    heard = []
    while True:
        try:
            stream.next_frame()
            break
        except CameraGone as error:
            heard.append(type(error))

    assert set(heard) <= {CameraStarting}


@pytest.mark.parametrize("how", [signal.SIGSEGV, signal.SIGABRT], ids=lambda each: each.name)
def test_a_driver_that_dies_is_started_again(stream: ChildCamera, how: signal.Signals) -> None:
    first_frame(stream)
    os.kill(stream.pid or 0, how)
    until_gone(stream, f"died of {how.name}")

    first_frame(stream)


def test_a_child_ends_with_its_parent(stream: ChildCamera) -> None:
    first_frame(stream)
    process = stream.pid
    stream.close()

    assert not Path(f"/proc/{process}").exists()


def test_frames_are_fresh_however_slowly_they_are_taken(server: MjpegServer, stream: ChildCamera) -> None:
    """What the camera gave while nobody asked is thrown away: after a new picture there is no old one."""
    first_frame(stream)
    port = server.port
    server.unplug()
    until_gone(stream, "nobody serves")
    with MjpegServer(255 - GREEN, port):
        frame = first_frame(stream)

    assert np.abs(frame.reshape(-1, 3).mean(0) - (255 - GREEN)[0, 0]).max() < 6


@pytest.mark.parametrize("address", ["http://192.0.2.1/", "https://127.0.0.1/", "file:///etc/passwd", "rtsp://127.0.0.1/", "", "http://["])
def test_a_stream_comes_from_this_machine_only(address: str) -> None:
    assert not is_local(address)


@pytest.mark.parametrize("address", ["http://127.0.0.1:8090/stream", "http://localhost/", "http://[::1]:80/"])
def test_the_loopback_is_this_machine(address: str) -> None:
    assert is_local(address)


def test_an_address_elsewhere_is_refused_in_words() -> None:
    camera = ChildCamera(Wish("mjpeg", "http://192.0.2.1/"), QUICK)
    until_gone(camera, "it is no address like http://127.0.0.1:8090/stream on this machine")
    camera.close()


# -- a USB camera's name ---------------------------------------------------------------------


@pytest.fixture
def by_id(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that makes a folder like /dev/v4l/by-id with cameras of these names."""

    def make(*names: str) -> Path:
        for number, name in enumerate(names):
            node = tmp_path / f"video{number}"
            node.touch()
            (tmp_path / f"{name}-video-index0").symlink_to(node)
            (tmp_path / f"{name}-video-index1").symlink_to(node)
        return tmp_path

    return make


def test_the_only_camera_needs_no_name(by_id: Callable[..., Path]) -> None:
    folder = by_id("usb-Maker_Eye_1")

    assert cameras(folder) == ("usb-Maker_Eye_1-video-index0",)
    assert device_of("", folder) == folder / "video0"


def test_several_cameras_are_told_apart_by_name(by_id: Callable[..., Path]) -> None:
    folder = by_id("usb-Maker_Eye_1", "usb-Maker_Eye_2")

    assert device_of("usb-Maker_Eye_2-video-index0", folder) == folder / "video1"
    with pytest.raises(CameraGone, match=r"name one of .*usb-Maker_Eye_1-video-index0, usb-Maker_Eye_2-video-index0"):
        device_of("", folder)


@pytest.mark.parametrize("name", ["usb-Gone-video-index0", "../video0", "/dev/video0"])
def test_a_camera_that_is_not_there_is_told_with_those_that_are(by_id: Callable[..., Path], name: str) -> None:
    with pytest.raises(CameraGone, match="it is not plugged in; plugged in: usb-Eye-video-index0"):
        device_of(name, by_id("usb-Eye"))


def test_no_camera_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(CameraGone, match=r"plugged in.*: none"):
        device_of("", tmp_path)


def test_a_device_that_is_no_camera_is_gone(by_id: Callable[..., Path]) -> None:
    with pytest.raises(CameraGone, match="cannot be opened"):
        UvcCamera(Wish("uvc"), by_id("usb-Eye"))


def test_the_exposure_is_short_unless_left_to_the_camera() -> None:
    fixed, free = dict(settings_of(Wish("uvc"))), dict(settings_of(Wish("uvc", exposure_ms=0)))

    assert (fixed[cv2.CAP_PROP_AUTO_EXPOSURE], fixed[cv2.CAP_PROP_EXPOSURE]) == (1, 50)
    assert free[cv2.CAP_PROP_AUTO_EXPOSURE] == 3
    assert cv2.CAP_PROP_EXPOSURE not in free
    assert controls_of(Wish("csi"))["ExposureTime"] == 5000
    assert "ExposureTime" not in controls_of(Wish("csi", exposure_ms=0))


def test_without_picamera2_the_package_is_named() -> None:
    camera = ChildCamera(Wish("csi"), QUICK)
    until_gone(camera, "the package python3-picamera2 is missing")
    camera.close()


# -- the doctor ------------------------------------------------------------------------------


def test_a_good_camera_is_well_in_every_step(server: MjpegServer) -> None:
    camera = ChildCamera(Wish("mjpeg", server.address, frames_per_s=30.0), QUICK)
    findings = {each.step: each for each in examine(camera)}
    camera.close()

    assert list(findings) == ["picture", "size", "pace", "light"]
    assert [step for step, each in findings.items() if not each.is_well] == ["size"]
    assert findings["size"].said == "320 x 240 pixels"


@pytest.mark.parametrize(("level", "words"), [(10, "add light"), (255, "expose shorter")])
def test_too_much_and_too_little_light_are_told_apart(tmp_path: Path, level: int, words: str) -> None:
    cv2.imwrite(str(tmp_path / "light.png"), np.full((720, 1280, 3), level, np.uint8))
    (light,) = (each for each in examine(FileFrames(tmp_path)) if each.step == "light")

    assert not light.is_well
    assert words in light.remedy


def test_a_camera_that_is_not_there_ends_the_examination() -> None:
    camera = ChildCamera(Wish("uvc", "usb-Nowhere-video-index0"), QUICK)
    (finding,) = examine(camera)
    camera.close()

    assert not finding.is_well
    assert "it is not plugged in" in finding.said
