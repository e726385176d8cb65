"""A live camera, held by a child process (ADR 0019).

A driver that hangs cannot be interrupted by a thread, and the device would stay taken; a
process can be killed, and the kernel lets go of the camera. The capture role waits half a
second at most, so that tags and scanners are read while the camera is away.
"""

import mmap
import os
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import msgspec
import numpy as np

from kiosk.adapters.camera_wire import IF_MOVED, REQUEST, Gone, Same, Shot, Wish
from kiosk.adapters.native_child import READY, NativeChild, shared_memory
from kiosk.errors import CameraGone, CameraStarting

if TYPE_CHECKING:
    from kiosk.ports import Frame

    Answer: TypeAlias = Shot | Same | Gone


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a camera is waited for, in seconds."""

    call_s: float = 0.5
    """What one call of ``next_frame`` takes at most."""
    answer_s: float = 5.0
    """A child that owes an answer for longer hangs, and is killed."""
    start_s: float = 20.0
    """The same before its first answer; a Pi loads the libraries in 2 s, from a cold card in ten."""


class ChildCamera:
    """A camera whose driver may crash or hang: it is then opened again by another child."""

    def __init__(self, wish: Wish, patience: Patience | None = None) -> None:
        self._wish = wish
        self._patience = patience or Patience()
        self._memory = shared_memory("kiosk-camera")
        self._life: _Life | None = None
        self._closed = False
        self._frame: Frame | None = None
        """The last one; it holds until something moves."""

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._life.child.process.pid if self._life else None

    def next_frame(self, *, if_moved: bool = False) -> "Frame | None":
        """Wait for the next frame and return it, or the one before where that still holds; None once closed.

        :raises CameraGone: there is none now; what hangs or died has been ended and starts again at the next call.
        :raises CameraStarting: the child has not opened it yet.
        """
        if self._closed:
            return None
        self._life = self._life or _Life(self._wish, self._memory, self._patience)
        try:
            answer = self._life.ask(IF_MOVED if if_moved and self._frame is not None else REQUEST)
        except TimeoutError as error:
            raise (self._gone("it has not answered yet") if self._life.has_answered else CameraStarting(self._name)) from error
        except (OSError, ValueError, _Hangs) as error:
            raise self._gone(self._ended(error)) from error
        if isinstance(answer, Gone):
            self._frame = None
            raise self._gone(answer.why)
        if isinstance(answer, Shot):
            self._frame = self._pixels(answer)
        return self._frame

    def close(self) -> None:
        """End the child; twice does no harm."""
        if self._closed:
            return
        self._closed = True
        if self._life:
            self._life.child.end(at_once=True)
            self._life = None
        os.close(self._memory)

    def _pixels(self, shot: Shot) -> "Frame":
        with mmap.mmap(self._memory, int(np.prod(shot.shape)), prot=mmap.PROT_READ) as pixels:
            return np.frombuffer(pixels, dtype=np.uint8).reshape(shot.shape).copy()

    def _ended(self, error: Exception) -> str:
        """Return what is wrong, after ending a child that is."""
        if self._life is None:
            return str(error)
        how = self._life.child.end(at_once=isinstance(error, _Hangs))
        self._life = self._frame = None
        return "it hung and is opened again" if isinstance(error, _Hangs) else f"its driver {how} and is started again"

    def _gone(self, why: str) -> CameraGone:
        return CameraGone(self._name, why)

    @property
    def _name(self) -> str:
        return self._wish.device or self._wish.kind


class _Hangs(Exception):
    """The child owes an answer for too long."""


class _Life:
    """One child, and what it owes."""

    def __init__(self, wish: Wish, memory: int, patience: Patience) -> None:
        self._patience = patience
        self._limit_s = patience.start_s
        self.child = NativeChild("kiosk.adapters.camera_worker", (msgspec.json.encode(wish).decode(),), memory)
        self.child.send(REQUEST, within_s=patience.call_s)
        self._asked_s: float | None = time.monotonic()
        self.has_answered = False
        """Whether the camera was opened, or looked for in vain; before, it is only starting."""

    def ask(self, request: bytes) -> "Answer":
        """Return the answer to the request that is open, or to a new one.

        :raises TimeoutError: it is not here yet.
        :raises _Hangs: it will not come.
        :raises OSError: the child is gone.
        :raises ValueError: the answer is cut.
        """
        if self._asked_s is None:
            self.child.send(request, within_s=self._patience.call_s)
            self._asked_s = time.monotonic()
        until_s = time.monotonic() + self._patience.call_s
        try:
            while (line := self.child.next_line(within_s=until_s - time.monotonic())) == READY:
                self._limit_s = self._patience.answer_s
                self._asked_s = time.monotonic()
        except TimeoutError:
            if time.monotonic() - self._asked_s > self._limit_s:
                raise _Hangs from None
            raise
        self._asked_s, self.has_answered = None, True
        return msgspec.json.decode(line, type=Shot | Same | Gone)
