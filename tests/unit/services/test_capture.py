"""What capture tells the desk, frame by frame, on a clock set by hand."""

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest
from fakes import HandClock

from kiosk.adapters.motion_gate import ThumbnailGate
from kiosk.domain.reading import Medium, Reading, Tag
from kiosk.domain.symbol import Symbol, Symbology
from kiosk.errors import CameraGone, CameraStarting, DecoderCrashed, DeviceBroken, TagReaderBroken
from kiosk.services.capture import Capture, Devices
from kiosk.services.device_faults import RETRY_S, TELL_AGAIN_S

FRAME_S = 1 / 15
EAN = Symbol(Symbology.EAN13, b"4242005045112", "4242005045112", aim="]E0")
SERIAL = Symbol(Symbology.CODE128, b"FD 9806", "FD 9806", aim="]C0")
LINK = Symbol(Symbology.QR, b"https://example.com", "https://example.com")
TAG = Tag("04A1B2C3", "hello")


def scene(number: int) -> np.ndarray:
    """Draw a scene unlike all others; 0 is the bare worktop."""
    drawn = np.full((144, 256, 3), 120, np.uint8)
    if number:
        drawn[25 * number : 25 * number + 40, 20:120] += 60
    drawn[0, 0] = number
    return drawn


@dataclass
class Counter:
    """The counter, its devices and the desk's ear in one."""

    codes: dict[int, tuple[Symbol, ...]] = field(default_factory=dict)
    clock: HandClock = field(default_factory=HandClock)
    lying: int | None = 0
    tag: Tag | None = None
    fault: dict[str, DeviceBroken] = field(default_factory=dict)
    told: list[Reading | str] = field(default_factory=list)
    reports: list[Mapping[str, str]] = field(default_factory=list)
    shown: list[Sequence[Symbol]] = field(default_factory=list)
    hidden: dict[int, tuple[Symbol, ...]] = field(default_factory=dict)
    """Codes that only a patient look finds."""
    asked: list[bool] = field(default_factory=list)
    """Whether a frame was wanted only if something moved."""
    reads: int = 0
    patient_reads: int = 0
    closed: int = 0

    # the devices
    def next_frame(self, *, if_moved: bool = False) -> np.ndarray | None:
        self.asked.append(if_moved)
        self.clock.wait(FRAME_S)
        self._fail("camera")
        return None if self.lying is None else scene(self.lying)

    def read(self, frame: np.ndarray, *, patiently: bool = False) -> tuple[Symbol, ...]:
        self.reads += 1
        self.patient_reads += patiently
        self._fail("decoder")
        found = self.hidden if patiently else self.codes
        return found.get(int(frame[0, 0, 0]), ())

    def poll(self) -> Tag | None:
        self._fail("tags")
        return self.tag

    def show(self, _frame: np.ndarray, symbols: Sequence[Symbol]) -> None:
        self.shown.append(symbols)

    def close(self) -> None:
        self.closed += 1

    # the desk's ear
    def deliver(self, reading: Reading) -> None:
        self.told.append(reading)

    def order(self) -> None:
        return None

    def counter_emptied(self) -> None:
        self.told.append("emptied")

    def report(self, faults: Mapping[str, str]) -> None:
        self.reports.append(faults)

    def _fail(self, device: str) -> None:
        if error := self.fault.get(device):
            raise error

    @property
    def texts(self) -> list[str | None]:
        return [each if isinstance(each, str) else each.text for each in self.told]


@dataclass
class Watched:
    counter: Counter
    capture: Capture

    def look(self, seconds: float) -> list[str | None]:
        """Let time pass; return what was told in it."""
        before = len(self.counter.told)
        until_s = self.counter.clock.boot_s + seconds
        while self.counter.clock.boot_s < until_s:
            self.capture.step()
        return self.counter.texts[before:]

    def put(self, lying: int | None, seconds: float = 1.5) -> list[str | None]:
        self.counter.lying = lying
        return self.look(seconds)


Watch = Callable[..., Watched]


@pytest.fixture
def watch() -> Watch:
    """Start capture, look at the bare worktop until it is known."""

    def start(codes: dict[int, tuple[Symbol, ...]] | None = None, *, camera: bool = True) -> Watched:
        counter = Counter(codes or {})
        devices = Devices(counter if camera else None, counter, ThumbnailGate(), counter, counter)
        watched = Watched(counter, Capture(devices, counter, counter.clock))
        watched.look(1.5)
        counter.told.clear()
        return watched

    return start


def test_the_empty_counter_is_told_once_at_the_start() -> None:
    counter = Counter()
    watched = Watched(counter, Capture(Devices(counter, counter, ThumbnailGate()), counter, counter.clock))

    assert watched.look(5.0) == ["emptied"]


def test_a_code_is_delivered_within_two_frames(watch: Watch) -> None:
    watched = watch({1: (EAN,)})

    assert watched.put(1, 2 * FRAME_S) == [EAN.text]


def test_a_reading_says_how_it_was_seen_and_leaves_its_meaning_to_the_desk(watch: Watch) -> None:
    watched = watch({1: (EAN,)})
    watched.put(1)
    (reading,) = watched.counter.told

    assert isinstance(reading, Reading)
    assert (reading.medium, reading.carrier, reading.data, reading.aim) == (Medium.CAMERA, "ean13", EAN.data, "]E0")
    assert reading.identifiers == ()


def test_a_code_held_still_is_one_reading(watch: Watch) -> None:
    assert watch({1: (EAN,)}).put(1, 120.0) == [EAN.text]


def test_several_codes_in_one_frame_are_several_readings(watch: Watch) -> None:
    watched = watch({1: (EAN, SERIAL)})

    assert watched.put(1) == [EAN.text, SERIAL.text]
    ids = [each.id for each in watched.counter.told if isinstance(each, Reading)]
    assert len(set(ids)) == 2


def test_every_start_numbers_its_readings_afresh(watch: Watch) -> None:
    first, second = watch({1: (EAN,)}), watch({1: (EAN,)})
    first.put(1)
    second.put(1)

    assert first.counter.told[0].id != second.counter.told[0].id


def test_taking_the_thing_away_is_told_once(watch: Watch) -> None:
    watched = watch({1: (EAN,)})
    watched.put(1)

    assert watched.put(0, 30.0) == ["emptied"]


def test_the_same_code_again_after_the_empty_counter_is_a_reading(watch: Watch) -> None:
    watched = watch({1: (EAN,)})
    watched.put(1)
    watched.put(0)

    assert watched.put(1) == [EAN.text]


def test_a_code_that_went_and_came_back_is_a_reading_again(watch: Watch) -> None:
    watched = watch({1: (EAN,), 2: (SERIAL,)})

    assert [watched.put(each) for each in (1, 2, 1)] == [[EAN.text], [SERIAL.text], [EAN.text]]


def test_a_code_that_was_hidden_for_a_moment_is_not_told_again(watch: Watch) -> None:
    watched = watch({1: (EAN,)})
    watched.put(1)
    watched.put(3, 0.2)

    assert watched.put(1) == []


def test_a_thing_without_a_code_empties_the_counter_when_it_goes(watch: Watch) -> None:
    watched = watch()

    assert watched.put(1) == []
    assert watched.put(0) == ["emptied"]


def test_an_unchanged_counter_is_not_read(watch: Watch) -> None:
    watched = watch()
    before = watched.counter.reads
    watched.look(60.0)

    assert watched.counter.reads == before


def test_a_code_that_was_read_is_not_read_again(watch: Watch) -> None:
    watched = watch({1: (EAN,)})
    watched.put(1)
    before = watched.counter.reads
    watched.look(60.0)

    assert watched.counter.reads == before


def test_frames_are_wanted_whatever_moved_only_while_they_are_read(watch: Watch) -> None:
    watched = watch({1: (EAN,)})
    watched.counter.asked.clear()
    watched.look(2.0)
    empty = list(watched.counter.asked)
    watched.put(1, 0.5)
    put_down = watched.counter.asked[len(empty) + 2 :]
    watched.look(5.0)

    assert all(empty)
    assert put_down
    assert not any(put_down)
    assert all(watched.counter.asked[-15:])


def test_a_scene_that_shows_no_code_is_read_seldom(watch: Watch) -> None:
    watched = watch()
    watched.put(1)
    before = watched.counter.reads
    watched.look(20.0)

    assert 5 <= watched.counter.reads - before <= 10


def test_a_scene_that_hides_its_code_is_looked_at_patiently_once(watch: Watch) -> None:
    """Every stage of the decoder has its turn, soon after the quick looks found nothing."""
    watched = watch()
    watched.counter.hidden = {1: (EAN,)}
    before = watched.counter.patient_reads

    assert watched.put(1, 1.3) == [EAN.text]
    assert watched.counter.patient_reads == before + 1


def test_the_screen_is_shown_every_frame_with_the_codes_in_it(watch: Watch) -> None:
    watched = watch({1: (EAN,)})
    watched.put(1)

    assert watched.counter.shown[-1] == (EAN,)
    watched.put(0)
    assert watched.counter.shown[-1] == ()


def test_a_tag_left_lying_is_one_reading(watch: Watch) -> None:
    watched = watch()
    watched.counter.tag = TAG

    assert watched.look(10.0) == [TAG.text]
    (reading,) = watched.counter.told
    assert isinstance(reading, Reading)
    assert (reading.medium, reading.carrier, reading.data.hex()) == (Medium.TAG, "tag", "04a1b2c3")


def test_the_counter_is_empty_when_its_last_tag_is_taken_away(watch: Watch) -> None:
    watched = watch()
    watched.counter.tag = TAG
    watched.look(1.0)
    watched.counter.tag = None

    assert watched.look(5.0) == ["emptied"]


def test_a_tag_that_goes_before_the_thing_leaves_the_counter_occupied(watch: Watch) -> None:
    watched = watch({1: (EAN,)})
    watched.counter.tag = TAG
    watched.put(1)
    watched.counter.tag = None

    assert watched.look(5.0) == []


def test_a_badge_left_on_the_reader_does_not_keep_the_counter_occupied(watch: Watch) -> None:
    watched = watch({1: (EAN,)})
    watched.counter.tag = TAG
    watched.put(1)

    assert watched.put(0) == ["emptied"]


def test_without_a_camera_tags_alone_say_whether_the_counter_is_empty(watch: Watch) -> None:
    watched = watch(camera=False)
    watched.counter.tag = TAG

    assert watched.look(1.0) == [TAG.text]
    watched.counter.tag = None
    assert watched.look(1.0) == ["emptied"]


@pytest.mark.parametrize(
    ("device", "error"),
    [("camera", CameraGone("front", "it was unplugged")), ("decoder", DecoderCrashed("died")), ("tags", TagReaderBroken("no answer"))],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_a_fault_is_told_with_its_code_and_forgotten_when_the_device_is_well(watch: Watch, device: str, error: DeviceBroken) -> None:
    watched = watch({1: (EAN,)})
    watched.counter.fault[device] = error
    watched.put(1, 0.5)

    assert watched.counter.reports[-1] == {device: f"{error} ({error.code})"}
    watched.counter.fault.clear()
    watched.look(2 * RETRY_S)
    assert watched.counter.reports[-1] == {}
    assert watched.counter.texts == [EAN.text]


def test_a_camera_that_is_being_opened_is_no_fault(watch: Watch) -> None:
    watched = watch({1: (EAN,)})
    watched.counter.fault["camera"] = CameraStarting("front")
    watched.put(1)
    assert [each for each in watched.counter.reports if each] == []

    watched.counter.fault.clear()

    assert watched.look(1.0) == [EAN.text]


def test_a_camera_that_was_gone_stays_so_until_it_gives_a_picture(watch: Watch) -> None:
    """Being opened again and again does not make the strip flicker."""
    watched = watch()
    watched.counter.fault["camera"] = CameraGone("front", "it was unplugged")
    watched.look(1.0)
    watched.counter.fault["camera"] = CameraStarting("front")
    watched.look(TELL_AGAIN_S)

    assert "it was unplugged" in watched.counter.reports[-1]["camera"]


def test_a_device_that_fails_is_left_in_peace_between_tries(watch: Watch) -> None:
    watched = watch()
    watched.counter.fault["decoder"] = DecoderCrashed("died")
    before = watched.counter.reads
    watched.put(1, 10 * RETRY_S)

    assert 9 <= watched.counter.reads - before <= 11


def test_a_fault_is_told_again_now_and_then_for_a_desk_that_was_started_again(watch: Watch) -> None:
    watched = watch()
    watched.counter.fault["camera"] = CameraGone("front", "it was unplugged")
    watched.look(0.5)
    before = len(watched.counter.reports)
    watched.look(2 * TELL_AGAIN_S + 0.5)

    assert len(watched.counter.reports) - before == 2


def test_tags_are_read_while_the_camera_is_gone(watch: Watch) -> None:
    watched = watch()
    watched.counter.fault["camera"] = CameraGone("front", "it was unplugged")
    watched.counter.tag = TAG

    assert watched.look(1.0) == [TAG.text]


def test_a_decoder_that_fails_teaches_no_empty_counter() -> None:
    counter = Counter({1: (EAN,)}, lying=1, fault={"decoder": DecoderCrashed("died")})
    watched = Watched(counter, Capture(Devices(counter, counter, ThumbnailGate()), counter, counter.clock))

    assert watched.look(10.0) == []
    counter.fault.clear()
    assert watched.look(3.0) == [EAN.text]


def test_capture_ends_when_it_is_told_to() -> None:
    counter = Counter()
    ended = threading.Event()
    ended.set()
    Capture(Devices(counter, counter, ThumbnailGate()), counter, counter.clock).run(ended)

    assert counter.told == []


def test_capture_ends_with_the_last_frame_where_there_is_no_tag_reader() -> None:
    counter = Counter(lying=None)
    Capture(Devices(counter, counter, ThumbnailGate()), counter, counter.clock).run(threading.Event())

    assert counter.reads == 0


def test_all_devices_are_let_go() -> None:
    counter = Counter()
    Devices(counter, counter, ThumbnailGate(), counter).close()

    assert counter.closed == 3
