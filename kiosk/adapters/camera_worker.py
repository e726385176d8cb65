"""The child that holds a camera: ``python -m kiosk.adapters.camera_worker SOCKET MEMORY WISH``.

It takes every frame the camera gives, so that none grows old in a queue, and makes whole only
those that are asked for and show something else than before. A camera that is not there is looked for again at every request.
"""

import faulthandler
import mmap
import os
import select
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING, Protocol

import msgspec
import numpy as np

from kiosk.adapters.camera_stillness import Stillness
from kiosk.adapters.camera_wire import IF_MOVED, REQUEST, Gone, Same, Shot, Wish
from kiosk.adapters.native_child import READY
from kiosk.errors import CameraGone

if TYPE_CHECKING:
    from kiosk.ports import Frame

STUCK_S = 30.0
"""Ends a child that hangs in a driver and whose parent is no more to end it."""


class LiveCamera(Protocol):
    """A camera that is open."""

    def grab(self) -> None:
        """Wait for the next frame and keep it raw.

        :raises CameraGone: none comes any more.
        """
        ...

    def compressed_bytes(self) -> int:
        """Return how large the frame grabbed last is as the camera compressed it; 0 where it came whole.

        :raises CameraGone: it is broken.
        """
        ...

    def glimpse(self) -> "Frame | None":
        """Return the frame grabbed last much smaller, in grey (height x width, uint8), if that costs less than the frame.

        :raises CameraGone: it is broken.
        """
        ...

    def frame(self) -> "Frame":
        """Return the frame grabbed last (height x width x 3, BGR, uint8).

        :raises CameraGone: it is broken.
        """
        ...

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        ...


def open_camera(wish: Wish) -> LiveCamera:
    """Open the camera that is wished for.

    :raises CameraGone: it is not there or gives nothing.
    """
    if wish.kind == "csi":
        from kiosk.adapters.camera_picamera2 import CsiCamera

        return CsiCamera(wish)
    if wish.kind == "mjpeg":
        from kiosk.adapters.camera_mjpeg import MjpegCamera

        return MjpegCamera(wish)
    from kiosk.adapters.camera_uvc import UvcCamera

    return UvcCamera(wish)


class _Desk:
    """The other side: asks for frames one by one."""

    def __init__(self, connection: socket.socket, memory: int) -> None:
        self._connection = connection
        self._memory = memory

    def asks(self, *, wait: bool) -> bytes:
        """Return what is asked for, one of the two requests; nothing is empty.

        :raises EOFError: nobody is there any more.
        """
        if not wait and not select.select([self._connection], [], [], 0)[0]:
            return b""
        asked = self._connection.recv(1)
        if not asked:
            raise EOFError
        return asked

    def show(self, frame: "Frame") -> None:
        """Put a frame where the other side sees it."""
        if os.fstat(self._memory).st_size < frame.nbytes:
            os.ftruncate(self._memory, frame.nbytes)
        with mmap.mmap(self._memory, frame.nbytes) as pixels:
            pixels.write(np.ascontiguousarray(frame).data)
        self._say(Shot(frame.shape))

    def show_nothing_new(self) -> None:
        """Tell that the frame before still holds."""
        self._say(Same())

    def tell(self, gone: CameraGone) -> None:
        """Tell that there is no frame, and why."""
        self._say(Gone(gone.why))

    def _say(self, answer: Shot | Same | Gone) -> None:
        self._connection.sendall(msgspec.json.encode(answer) + b"\n")


def serve(connection: socket.socket, memory: int, wish: Wish) -> None:
    """Answer requests until the other side is gone."""
    desk = _Desk(connection, memory)
    connection.sendall(READY)
    while True:
        desk.asks(wait=True)
        try:
            _stream(desk, wish)
        except CameraGone as error:
            desk.tell(error)


def _stream(desk: _Desk, wish: Wish) -> None:
    """Hand out frames of an open camera, the first at once; ends by raising.

    :raises CameraGone: while a frame is owed.
    :raises EOFError: nobody is there any more.
    """
    faulthandler.dump_traceback_later(STUCK_S, exit=True)
    camera = open_camera(wish)
    stillness = Stillness()
    owed, due_s = REQUEST, 0.0
    try:
        while True:
            faulthandler.dump_traceback_later(STUCK_S, exit=True)
            _grab(camera, desk, owed=bool(owed))
            owed = owed or desk.asks(wait=False)
            if owed and time.monotonic() >= due_s:
                due_s = time.monotonic() + 0.8 / wish.frames_per_s  # a camera of the same pace jitters by less than a fifth
                _answer(desk, owed, camera, stillness)
                owed = b""
    finally:
        camera.close()
        faulthandler.cancel_dump_traceback_later()


def _answer(desk: _Desk, request: bytes, camera: LiveCamera, stillness: Stillness) -> None:
    """Hand out the frame grabbed last; where it is wanted only if something moved, perhaps the word that nothing did."""
    if request == IF_MOVED and _still_holds(camera, stillness):
        desk.show_nothing_new()
        return
    desk.show(camera.frame())
    if request != IF_MOVED:
        stillness.forget()


def _still_holds(camera: LiveCamera, stillness: Stillness) -> bool:
    if stillness.is_likely(camera.compressed_bytes()):
        return True
    glimpse = camera.glimpse()
    return glimpse is not None and stillness.is_shown(glimpse, time.monotonic())


def _grab(camera: LiveCamera, desk: _Desk, *, owed: bool) -> None:
    """Grab a frame; a camera that goes while nothing is asked is told at the next request."""
    try:
        camera.grab()
    except CameraGone:
        if not owed:
            desk.asks(wait=True)
        raise


def main() -> None:
    """Serve on the descriptors named on the command line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this child in its own time
    descriptor, memory, wish = sys.argv[1:4]
    try:
        with socket.socket(fileno=int(descriptor)) as connection:
            serve(connection, int(memory), msgspec.json.decode(wish, type=Wish))
    except (BrokenPipeError, ConnectionResetError, EOFError):
        os._exit(0)  # nobody is left to hear of it


if __name__ == "__main__":
    main()
