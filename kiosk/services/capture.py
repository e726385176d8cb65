"""Looking at the counter: frames and tags become readings, each thing once.

Every frame is glanced at; it is read only while something new may be in it. A device that
fails is told to the desk and tried again; the others go on meanwhile.
"""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

import structlog

from kiosk.domain.reading import Medium, Reading, Tag
from kiosk.domain.scan import Scan
from kiosk.domain.symbol import Symbol
from kiosk.domain.tag_role import Written
from kiosk.errors import CameraGone, CameraStarting, DecoderCrashed, ScannerGone, TagNotWritten, TagReaderBroken
from kiosk.ports import Clock, CodeScanner, FrameSource, MotionGate, Preview, ReadingSink, SymbolDecoder, TagReader
from kiosk.services.debounce import CodesThere, TagsThere
from kiosk.services.device_faults import DeviceFaults
from kiosk.services.occupancy import ENOUGH_TRIES, Counter, Occupancy

if TYPE_CHECKING:
    from kiosk.ports import Frame

LOOK_AGAIN_S = 1.0
"""A scene is read in every frame for so long: what blurs or shines in one frame is clear in the next."""
STUBBORN_S = 2.0
"""A scene that shows no code is read again this seldom, which costs 3 % of a core."""
WITHOUT_CAMERA_S = 1 / 15
"""How often tags are asked while no frame paces the loop."""
CAMERA, DECODER, TAGS = "camera", "decoder", "tags"
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Devices:
    """What capture looks and feels with; None where the site has none."""

    frames: FrameSource | None
    decoder: SymbolDecoder
    gate: MotionGate
    tags: TagReader | None = None
    preview: Preview | None = None
    scanners: tuple[CodeScanner, ...] = ()

    def close(self) -> None:
        """Let go of all of them; twice does no harm."""
        for each in (self.frames, self.tags, self.decoder, *self.scanners):
            if each:
                each.close()


class Capture:
    """The capture role's loop."""

    def __init__(self, devices: Devices, sink: ReadingSink, clock: Clock) -> None:
        self._devices = devices
        self._frames = devices.frames
        self._sink = sink
        self._clock = clock
        self._run = uuid.uuid4().hex[:12]
        self._numbers = count(1)
        self._occupancy = Occupancy()
        self._codes = CodesThere()
        self._tags = TagsThere()
        self._epcs = TagsThere()
        self._faults = DeviceFaults()
        self._shown: tuple[Symbol, ...] = ()
        self._read_s = 0.0
        self._owes_empty = True

    def run(self, until: threading.Event, turned: Callable[[], None] = lambda: None) -> None:
        """Look until told to end, or until a file has no more frames and there is no tag reader; call `turned` after each look."""
        while not until.is_set() and (self._frames or self._devices.tags or self._devices.scanners):
            self.step()
            turned()

    def step(self) -> None:
        """Look once, ask the tag reader once, and tell the desk what is new."""
        frame = self._next_frame()
        at_s = self._now_s()
        if frame is None:
            self._clock.wait(WITHOUT_CAMERA_S)
        else:
            self._look(frame, at_s)
        self._feel(at_s)
        self._listen(at_s)
        if self._faults.to_tell(at_s):
            self._sink.report(self._faults.sentences)

    def _next_frame(self) -> "Frame | None":
        if not (self._frames and self._faults.is_due(CAMERA, self._now_s())):
            return None
        try:
            frame = self._frames.next_frame(if_moved=not self._is_worth_reading(self._now_s()))
        except CameraStarting:
            return None
        except CameraGone as error:
            self._faults.failed(CAMERA, error, self._now_s())
            return None
        self._faults.worked(CAMERA, self._now_s())
        if frame is None:
            self._frames = None
        return frame

    # -- printed codes -----------------------------------------------------------------

    def _look(self, frame: "Frame", at_s: float) -> None:
        before = self._occupancy.counter
        glance = self._devices.gate.look(frame)
        self._occupancy.see(glance, at_s)
        if glance.moved:
            self._codes.moved()
            self._shown = ()
        if self._is_worth_reading(at_s):
            self._read(frame, at_s)
        self._conclude(before, at_s)
        if self._devices.preview:
            self._devices.preview.show(frame, self._shown)

    def _is_worth_reading(self, at_s: float) -> bool:
        if not self._faults.is_due(DECODER, at_s):
            return False
        if not self._faults.is_well(DECODER):
            return True
        if self._occupancy.looks_empty:
            return False
        if not self._is_read_thoroughly(at_s):
            return True
        return not self._codes and (not self._occupancy.scene.was_patient or at_s - self._read_s >= STUBBORN_S)

    def _read(self, frame: "Frame", at_s: float) -> None:
        self._read_s = at_s
        if self._is_read_thoroughly(at_s):
            self._occupancy.scene.was_patient = True
        try:
            symbols = self._devices.decoder.read(frame, patiently=self._is_read_thoroughly(at_s))
        except DecoderCrashed as error:
            self._faults.failed(DECODER, error, self._now_s())
            return
        self._faults.worked(DECODER, at_s)
        self._occupancy.tried(found=bool(symbols))
        self._shown = symbols or self._shown
        for symbol in symbols:
            if self._codes.is_new((symbol.symbology, symbol.data)):
                self._deliver(Reading(self._new_id(), Medium.CAMERA, symbol.symbology, symbol.data, symbol.text, symbol.aim))

    def _is_read_thoroughly(self, at_s: float) -> bool:
        scene = self._occupancy.scene
        return scene.tries >= ENOUGH_TRIES and scene.is_settled(at_s, LOOK_AGAIN_S)

    def _conclude(self, before: Counter, at_s: float) -> None:
        """Draw conclusions from a scene that has become still."""
        now = self._occupancy.counter
        if self._occupancy.wants_number(at_s):
            self._occupancy.number(self._devices.gate.keep())
        if now is Counter.OCCUPIED:
            self._owes_empty = True
        if now is Counter.EMPTY is not before:
            self._emptied()
        elif self._is_read_thoroughly(at_s) and self._faults.is_well(DECODER):
            self._codes.settled(self._occupancy.scene.number)

    # -- tags --------------------------------------------------------------------------

    def _feel(self, at_s: float) -> None:
        if not (self._devices.tags and self._faults.is_due(TAGS, at_s)):
            return
        try:
            tag = self._devices.tags.poll()
        except TagReaderBroken as error:
            self._faults.failed(TAGS, error, at_s)
            return
        self._faults.worked(TAGS, at_s)
        self._carry_out()
        if tag and self._tags.is_new(tag.uid, at_s):
            self._deliver(self._reading_of(tag))
        elif self._tags.left(at_s) and not self._sees_something:
            self._emptied()

    def _carry_out(self) -> None:
        """Write what the desk wants written; what did not work is told in a sentence."""
        order = self._sink.order()
        if order is None or self._devices.tags is None:
            return
        try:
            self._devices.tags.write(order.uid, order.text)
            fault = ""
        except (TagNotWritten, TagReaderBroken) as error:
            fault = f"{error} [{error.code}]"
        self._sink.written(Written(order.uid, fault))

    @property
    def _sees_something(self) -> bool:
        """Whether the camera keeps the counter from being called empty; a camera that is away does not."""
        is_looking = self._frames is not None and self._faults.is_well(CAMERA)
        return is_looking and self._occupancy.counter is not Counter.EMPTY

    def _reading_of(self, tag: Tag) -> Reading:
        return Reading(self._new_id(), Medium.TAG, "tag", bytes.fromhex(tag.uid), tag.text)

    # -- scanners ----------------------------------------------------------------------

    def _listen(self, at_s: float) -> None:
        """Deliver what was scanned; a UHF reader sends a tag that stays over and over."""
        for number, scanner in enumerate(self._devices.scanners, 1):
            for scan in self._scans(scanner, f"scanner-{number}", at_s):
                if scan.medium is not Medium.TAG or self._epcs.is_new(scan.data.hex(), at_s):
                    self._deliver(Reading(self._new_id(), scan.medium, scan.carrier, scan.data, scan.text, scan.aim))
        self._epcs.left(at_s)

    def _scans(self, scanner: CodeScanner, name: str, at_s: float) -> tuple[Scan, ...]:
        if not self._faults.is_due(name, at_s):
            return ()
        try:
            scans = scanner.scans()
        except ScannerGone as error:
            self._faults.failed(name, error, at_s)
            return ()
        self._faults.worked(name, at_s)
        return scans

    # -- both --------------------------------------------------------------------------

    def _deliver(self, reading: Reading) -> None:
        self._owes_empty = True
        self._sink.deliver(reading)
        log.info("reading.delivered", reading=reading.id, medium=reading.medium, carrier=reading.carrier)

    def _emptied(self) -> None:
        """Say once that nothing is there any more."""
        if not self._owes_empty:
            return
        self._owes_empty = False
        self._codes.emptied()
        self._sink.counter_emptied()
        log.info("counter.emptied")

    def _new_id(self) -> str:
        return f"{self._run}-{next(self._numbers)}"

    def _now_s(self) -> float:
        return self._clock.now().boot_s
