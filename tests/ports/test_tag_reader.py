"""One contract for every tag reader: the fake of the demo, and the real adapter on the simulated chip."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rfid_rig import HAS_PACKAGE, Rig

from kiosk.adapters.simulated.counter_top import CounterTop
from kiosk.adapters.simulated.rc522.counter import CounterTags
from kiosk.adapters.simulated.rc522.field import Field
from kiosk.adapters.simulated.tags import SimulatedTagReader
from kiosk.domain.reading import Tag
from kiosk.ports import TagReader

CARD, STICKER, LONG = Tag("DEADBEEF", "kar 5"), Tag("04A1B201020304", "https://example.com/x"), Tag("08A1B201020304050607")
POLLS = 3
"""A reader may keep a tag for a moment that has just gone."""


@pytest.fixture
def top(tmp_path: Path) -> CounterTop:
    return CounterTop(tmp_path / "top.json")


@pytest.fixture(params=["fake", "mfrc522"])
def reader(request: pytest.FixtureRequest, top: CounterTop) -> TagReader:
    if request.param == "fake":
        return SimulatedTagReader(top)
    if not HAS_PACKAGE:
        pytest.skip("the mfrc522 package is not installed (pip install --no-deps mfrc522==0.0.7)")
    return Rig(field=Field(CounterTags(top))).reader


@pytest.mark.parametrize("tag", [CARD, STICKER, LONG], ids=["4 bytes", "7 bytes", "10 bytes"])
def test_the_tag_that_lies_there_is_returned_with_its_text(reader: TagReader, top: CounterTop, tag: Tag) -> None:
    top.put(tag=tag)

    assert reader.poll() == tag


def test_nothing_there_is_none(reader: TagReader) -> None:
    assert reader.poll() is None


def test_a_tag_that_stays_is_returned_every_time(reader: TagReader, top: CounterTop) -> None:
    top.put(tag=STICKER)

    assert [reader.poll() for _ in range(10)] == [STICKER] * 10


def test_a_tag_that_is_taken_away_is_gone_soon(reader: TagReader, top: CounterTop) -> None:
    top.put(tag=STICKER)
    reader.poll()
    top.clear()

    assert [reader.poll() for _ in range(POLLS)][-1] is None


def test_another_tag_in_its_place_is_another_tag(reader: TagReader, top: CounterTop) -> None:
    top.put(tag=STICKER)
    reader.poll()
    top.put(tag=CARD)

    assert CARD in [reader.poll() for _ in range(POLLS)]


@pytest.mark.parametrize("closed", [1, 2])
def test_closing_does_no_harm(reader: TagReader, closed: int) -> None:
    close: Callable[[], None] = reader.close

    for _ in range(closed):
        close()
