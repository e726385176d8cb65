"""A sticker on an item that is kept: linked, written by capture through the desk's socket, read back, and known at another visit."""

import threading
from pathlib import Path

import pytest
from fakes import HandClock
from web.behind_counter import staffed
from web.counters import KETTLE, PLUGINS, Counter, counter_with

from kiosk.adapters.reading_sink import DeskSocket
from kiosk.adapters.simulated.counter_top import CounterTop
from kiosk.bootstrap.rfid import simulated_reader
from kiosk.contract.events import EventType
from kiosk.domain.reading import Tag
from kiosk.domain.tag_role import Written
from kiosk.services.capture import Capture, Devices
from kiosk.web.serving import Served, create_readings_app

UID = "04A1B201020304"


class NoDecoder:
    """There is no camera."""

    def close(self) -> None:
        return


@pytest.fixture
def counter(tmp_path: Path) -> Counter:
    counter = counter_with(*PLUGINS)
    staffed(counter, tmp_path)
    return counter


def test_the_code_is_on_the_sticker_and_the_event_says_so(counter: Counter, tmp_path: Path) -> None:
    """With the real adapter on the simulated chip, over the real Unix socket."""
    assert counter.backroom
    pause = threading.Event()
    top, clock = CounterTop(tmp_path / "top.json"), HandClock()
    written: list[Written] = []
    keep = counter.backroom.tags.items.written
    counter.backroom.tags.items.written = lambda result: (written.append(result), keep(result))[1]  # type: ignore[method-assign]
    served = Served(create_readings_app(counter.desk, counter.backroom.tags), unix_socket=str(tmp_path / "desk.sock"), threads=4)
    sink = DeskSocket(tmp_path / "desk.sock")
    reader = simulated_reader(tmp_path / "top.json")
    capture = Capture(Devices(None, NoDecoder(), None, reader), sink, clock)  # type: ignore[arg-type]
    try:
        counter.scan(KETTLE)
        counter.desk.answer("works", "yes")
        counter.desk.confirm()
        code = counter.desk.latest(1)[0].code
        top.put(tag=Tag(UID, None))
        for _ in range(400):
            capture.step()
            if written:
                break
            pause.wait(0.02)

        assert written == [Written(UID)]
        tag = reader.poll()
        assert tag is not None
        assert tag.text == code
    finally:
        sink.close()
        served.close()
        reader.close()

    told = [each for each in counter.ledger.told if each.type is EventType.TAG_LINKED]
    assert [(each.data["tag"], each.data["item_code"]) for each in told] == [(UID, code)]
