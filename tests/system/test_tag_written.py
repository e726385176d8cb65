"""A sticker on an item that is kept: linked, written by capture through the desk's socket, read back, and known at another visit."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from rfid_rig import Rig, needs_package
from web.behind_counter import staffed
from web.counters import KETTLE, PLUGINS, Counter, counter_with

from kiosk.adapters.reading_sink import DeskSocket
from kiosk.adapters.simulated.rc522.kinds import Ntag
from kiosk.adapters.simulated.rc522.tags import Mishap
from kiosk.adapters.tag_mfrc522_ndef import message_of
from kiosk.contract.events import EventType
from kiosk.domain.reading import Medium, Reading
from kiosk.services.capture import Capture, Devices
from kiosk.web.serving import Served, create_readings_app

pytestmark = needs_package
UID = bytes.fromhex("04A1B201020304")
TURNS = 400


class NoDecoder:
    """There is no camera."""

    def close(self) -> None:
        return


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    counter = counter_with(*PLUGINS)
    staffed(counter, tmp_path)
    return counter


@pytest.fixture
def rig() -> Rig:
    return Rig()


@pytest.fixture
def until(counter: Counter, rig: Rig, tmp_path: Path) -> Iterator[Callable[[Callable[[], bool]], None]]:
    """Return what lets capture work until something is so: the real adapter, the real package on the chip, the real Unix socket."""
    assert counter.backroom
    pause = threading.Event()
    with ExitStack() as open_ones:
        served = Served(create_readings_app(counter.desk, counter.backroom.tags), unix_socket=str(tmp_path / "desk.sock"), threads=4)
        open_ones.callback(served.close)
        sink = DeskSocket(tmp_path / "desk.sock")
        open_ones.callback(sink.close)
        capture = Capture(Devices(None, NoDecoder(), None, rig.reader), sink, rig.clock)  # type: ignore[arg-type]
        open_ones.callback(rig.reader.close)

        def work(is_so: Callable[[], bool]) -> None:
            for _ in range(TURNS):
                capture.step()
                if is_so():
                    return
                pause.wait(0.02)
            pytest.fail("it did not come so far")

        yield work


def sticker(*, refuses: bool = False) -> Ntag:
    return Ntag(UID, message_of(""), mishap=Mishap(refuses_writes=refuses))


def record_a_kettle(counter: Counter) -> str:
    """Let a kettle be kept; return its code."""
    counter.scan(KETTLE)
    counter.desk.answer("works", "yes")
    counter.desk.confirm()
    return counter.desk.latest(1)[0].code


def held(rig: Rig) -> str | None:
    """Return what another reader reads on the sticker."""
    tag = Rig(field=rig.field).reader.poll()
    return tag.text if tag else None


def test_the_code_is_on_the_sticker_and_the_event_says_so(counter: Counter, rig: Rig, until: Callable[[Callable[[], bool]], None]) -> None:
    code = record_a_kettle(counter)
    rig.field.lay(sticker())

    until(lambda: held(rig) == code)

    told = [each for each in counter.ledger.told if each.type is EventType.TAG_LINKED]
    assert [(each.data["tag"], each.data["item_code"]) for each in told] == [(UID.hex().upper(), code)]


def test_a_sticker_that_refuses_is_said_on_the_screen_and_laying_it_down_again_tries_again(
    counter: Counter, rig: Rig, until: Callable[[Callable[[], bool]], None]
) -> None:
    code = record_a_kettle(counter)
    rig.field.lay(sticker(refuses=True))
    until(lambda: bool(counter.desk.view().faults))
    page = counter.screen().get()
    assert "Tag opnieuw leggen" in page
    assert "KSK-133" in page

    rig.field.lay()
    lifted_s = rig.clock.now_s
    until(lambda: rig.clock.now_s - lifted_s > 1)
    rig.field.lay(sticker())
    until(lambda: not counter.desk.view().faults)

    assert held(rig) == code
    assert counter.desk.view().intake is None


def test_what_was_not_written_is_said_until_the_next_item_is_recorded(
    counter: Counter, rig: Rig, until: Callable[[Callable[[], bool]], None]
) -> None:
    record_a_kettle(counter)
    rig.field.lay(sticker(refuses=True))
    until(lambda: bool(counter.desk.view().faults))
    rig.field.lay()
    counter.clock.wait(60)
    counter.desk.done()
    counter.desk.counter_emptied()

    record_a_kettle(counter)

    assert not counter.desk.view().faults


def test_an_order_nobody_fetches_is_given_up_and_said(counter: Counter) -> None:
    """Capture was away; the tag is linked all the same."""
    assert counter.backroom
    record_a_kettle(counter)
    tags = counter.backroom.tags
    tags.present(Reading("tag-1", Medium.TAG, "tag", UID, None))
    counter.clock.wait(30)

    assert tags.items.order(0.0) is None
    assert "away" in next(iter(counter.desk.view().faults.values()))
