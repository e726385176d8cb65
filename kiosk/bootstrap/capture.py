"""Composition root of capture: camera, decoder child and tag reader."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.adapters.clock import SystemClock
from kiosk.bootstrap.ending import told_to_end
from kiosk.bootstrap.log import log_as
from kiosk.bootstrap.places import Places, places
from kiosk.bootstrap.rfid import real_reader, simulated_reader
from kiosk.ports import CodeScanner, FrameSource, TagReader
from kiosk.settings import Scanner, Settings

if TYPE_CHECKING:
    from kiosk.adapters.camera_doctor import CameraFinding


def run_capture(settings: Settings) -> None:
    """Look at the counter until told to end."""
    from kiosk.adapters.decoder.child import DecoderChild
    from kiosk.adapters.motion_gate import ThumbnailGate
    from kiosk.adapters.preview import preview_in
    from kiosk.adapters.reading_sink import DeskSocket
    from kiosk.adapters.supervision_systemd import SystemdSupervision
    from kiosk.services.capture import Capture, Devices
    from kiosk.services.supervision import FEED_EVERY_S, SelfCheck

    log_as("capture")
    ended = told_to_end()
    where = places(settings)
    where.make_run()  # the state folder is none of capture's business: on a kiosk it cannot even look into it
    clock = SystemClock()
    watched = SelfCheck(SystemdSupervision(), clock)
    sink = DeskSocket(where.desk_socket)
    devices = Devices(
        _camera(settings, where),
        DecoderChild(),
        ThumbnailGate(),
        _tags(settings, where),
        preview_in(where.preview, clock),
        tuple(_scanner(each) for each in settings.capture.scanners),
    )
    try:
        Capture(devices, sink, clock).run(ended, watched.turn)
        while not ended.wait(FEED_EVERY_S):
            watched.turn()
    finally:
        devices.close()
        sink.close()


def _camera(settings: Settings, where: Places) -> FrameSource | None:
    if settings.capture.camera == "simulated":
        from kiosk.adapters.simulated.camera import SimulatedCamera
        from kiosk.adapters.simulated.counter_top import CounterTop

        return SimulatedCamera(CounterTop(where.counter_top), frames_per_s=settings.capture.frames_per_s)
    if settings.capture.camera == "none":
        return None
    if settings.capture.camera == "files":
        from kiosk.adapters.camera_files import FileFrames

        return FileFrames(Path(settings.capture.camera_device))
    return live_camera(settings)


def live_camera(settings: Settings) -> FrameSource:
    """Return the camera of the settings, held by a child process."""
    from kiosk.adapters.camera_child import ChildCamera
    from kiosk.adapters.camera_wire import wish_of

    return ChildCamera(wish_of(settings.capture))


def camera_findings(settings: Settings) -> "Iterator[CameraFinding]":
    """Examine the camera of the settings; yield step after step."""
    from kiosk.adapters.camera_doctor import CameraFinding, examine

    camera = _camera(settings, places(settings))
    if camera is None:
        yield CameraFinding("settings", is_well=False, said="this site has no camera", remedy="name one: capture.camera")
        return
    try:
        yield from examine(camera)
    finally:
        camera.close()


def _tags(settings: Settings, where: Places) -> TagReader | None:
    if settings.capture.tags == "mfrc522":
        return real_reader()
    return simulated_reader(where.counter_top) if settings.capture.tags == "simulated" else None


def _scanner(wanted: Scanner) -> CodeScanner:
    from kiosk.adapters.scanner_line import Framing

    framing = Framing(wanted.prefix, wanted.suffix, wanted.gap_ms / 1000)
    if wanted.kind == "serial":
        from kiosk.adapters.scanner_serial import SerialScanner

        return SerialScanner(wanted.device, wanted.baud, framing)
    from kiosk.adapters.scanner_evdev import KeyboardScanner
    from kiosk.adapters.scanner_keyboard import Layout

    return KeyboardScanner(wanted.device, Layout(wanted.layout), framing)
