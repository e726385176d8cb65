"""Decoding in a child process, so that native code that dies costs one frame and no device.

This side loads numpy only. The child is started with two descriptors, a socket and the
shared memory: a camera that is open here stays closed there.
"""

import mmap
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kiosk.adapters.decoder import BUDGET_S, wire
from kiosk.adapters.decoder.picture import check
from kiosk.adapters.native_child import READY, NativeChild, shared_memory
from kiosk.errors import DecoderCrashed

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from kiosk.domain.symbol import Symbol
    from kiosk.ports import Frame

LIMIT_S = 2.0
START_S = 20.0
"""A Pi loads the libraries in 2 s; from a cold card it may take ten."""


@dataclass(frozen=True, slots=True)
class _Limits:
    """How long the child may take before it is ended, and what it tries to keep to."""

    answer_s: float
    budget_s: float


class DecoderChild:
    """Reads codes of successive frames in a child process that is started again whenever it dies or hangs."""

    def __init__(self, *, budget_s: float = BUDGET_S, limit_s: float = LIMIT_S) -> None:
        self._limits = _Limits(limit_s, budget_s)
        self._memory = shared_memory("kiosk-frame")
        self._running: _Running | None = _Running(self._memory, self._limits)

    @property
    def pid(self) -> int | None:
        """The child's process id; None once closed."""
        return self._running.process.pid if self._running else None

    def read(self, frame: "Frame", *, patiently: bool = False) -> "tuple[Symbol, ...]":
        """Return every code in the frame.

        :raises DecoderCrashed: the child died or took too long; it is being started again.
        """
        if self._running is None:
            raise DecoderCrashed("was closed")
        check(frame)
        if not frame.size:
            return ()
        self._share(frame)
        try:
            return self._running.ask(wire.Request(frame.shape, patiently))
        except (OSError, ValueError) as error:
            how = self._running.end(error)
            self._running = _Running(self._memory, self._limits)
            raise DecoderCrashed(how) from error

    def close(self) -> None:
        """End the child; twice does no harm."""
        if self._running is None:
            return
        self._running.end(None)
        self._running = None
        os.close(self._memory)

    def __enter__(self) -> "Self":
        """Return the decoder itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: "TracebackType | None") -> None:
        """Close it."""
        self.close()

    def _share(self, frame: "Frame") -> None:
        """Put the pixels where the child sees them; the memory grows with the largest frame."""
        if os.fstat(self._memory).st_size < frame.nbytes:
            os.ftruncate(self._memory, frame.nbytes)
        with mmap.mmap(self._memory, frame.nbytes) as pixels:
            pixels.write(np.ascontiguousarray(frame).data)


class _Running:
    """One life of the child."""

    def __init__(self, memory: int, limits: _Limits) -> None:
        self._limit_s = limits.answer_s
        self._child = NativeChild("kiosk.adapters.decoder.worker", (str(limits.answer_s), str(limits.budget_s)), memory)
        self.process = self._child.process
        self._ready = False

    def ask(self, request: wire.Request) -> "tuple[Symbol, ...]":
        """Return the child's answer.

        :raises OSError: it is late or gone.
        :raises ValueError: its answer is cut.
        """
        if not self._ready:
            self._ready = self._child.next_line(within_s=START_S) == READY
        self._child.send(wire.line_of(request), within_s=self._limit_s)
        return wire.symbols_of(self._child.next_line(within_s=self._limit_s))

    def end(self, why: Exception | None) -> str:
        """End the child if it still runs; return what became of it in words."""
        late = isinstance(why, TimeoutError)
        how = self._child.end(at_once=late or why is None)
        return f"took longer than {self._limit_s:g} s" if late else how
