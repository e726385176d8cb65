"""What the capture role looks and feels with, and whom it tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

from kiosk.domain.reading import Reading, Tag
from kiosk.domain.scan import Scan
from kiosk.domain.symbol import Symbol
from kiosk.domain.tag_role import WriteOrder, Written

if TYPE_CHECKING:  # numpy costs the desk 20 MB and is only a type here
    import numpy as np
    from numpy.typing import NDArray

    Frame: TypeAlias = NDArray[np.uint8]


class FrameSource(Protocol):
    """A camera, or what stands for one."""

    def next_frame(self, *, if_moved: bool = False) -> "Frame | None":
        """Return the next frame (height x width x 3, BGR, uint8), or None when there is none for good.

        :param if_moved: the frame before may be returned again while nothing moves, which costs less.
        :raises CameraGone: the camera should give one and does not; ask again later.
        :raises CameraStarting: it is being opened, which is no fault; ask again at once.
        """
        ...

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        ...


class SymbolDecoder(Protocol):
    """Finds codes in a frame."""

    def read(self, frame: "Frame", *, patiently: bool = False) -> tuple[Symbol, ...]:
        """Return every code found; nothing found is (). Patiently may take half a second, for a scene that hides its code.

        :raises DecoderCrashed: native code died; the next frame may work again.
        """
        ...

    def close(self) -> None:
        """End what decodes; twice does no harm."""
        ...


@dataclass(frozen=True, slots=True)
class Glance:
    """What a cheap look at a frame tells."""

    moved: bool
    """Whether it looks different from the scene before; also for the first frame."""
    scene: int | None
    """The number of the kept scene it looks like, or None."""


class MotionGate(Protocol):
    """Compares frames so cheaply that every one can be looked at."""

    def look(self, frame: "Frame") -> Glance:
        """Compare the frame with the scene before and with the kept ones."""
        ...

    def keep(self) -> int:
        """Keep the present scene, to know it again; return its number."""
        ...


class Preview(Protocol):
    """Where people see what the camera sees."""

    def show(self, frame: "Frame", symbols: Sequence[Symbol]) -> None:
        """Show a frame with the codes found in it, if anybody looks. Never raises."""
        ...


class TagReader(Protocol):
    """An RFID reader."""

    def poll(self) -> Tag | None:
        """Return the tag that lies there now, or None.

        :raises TagReaderBroken: the reader does not answer.
        """
        ...

    def write(self, uid: str, text: str) -> None:
        """Write a text on the tag with that UID (hex), and read it back.

        :raises TagNotWritten: it does not hold the text now, and why.
        :raises TagReaderBroken: the reader does not answer.
        """
        ...

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        ...


class CodeScanner(Protocol):
    """A hand scanner or a UHF reader that sends whole codes."""

    def scans(self) -> tuple[Scan, ...]:
        """Return what was scanned since the last call; nothing is ().

        :raises ScannerGone: it is not there; ask again later.
        """
        ...

    def close(self) -> None:
        """Let go of the device; twice does no harm."""
        ...


class ReadingSink(Protocol):
    """Where capture's findings go: the desk."""

    def deliver(self, reading: Reading) -> None:
        """Hand over a reading; it is kept and sent again while the desk is away."""
        ...

    def counter_emptied(self) -> None:
        """Say that nothing lies on the counter any more."""
        ...

    def order(self) -> WriteOrder | None:
        """Return what the desk wants written on a tag, or None; never waits."""
        ...

    def written(self, result: Written) -> None:
        """Say what became of an order."""
        ...

    def report(self, faults: Mapping[str, str]) -> None:
        """Say how the devices are: a sentence by device name, only for those with a fault."""
        ...
