"""The budgets, in short; ``benchmarks/rfid.py`` measures them at length."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest
from rfid_rig import LINK, OTHER, STICKER, Rig, sticker

from kiosk.adapters.motion_gate import ThumbnailGate
from kiosk.adapters.tag_mfrc522 import ASK_AGAIN
from kiosk.domain.reading import Reading
from kiosk.domain.symbol import Symbol
from kiosk.services.capture import Capture, Devices


@dataclass
class Desk:
    """Takes readings; beside it stands a decoder that finds nothing."""

    told: list[Reading] = field(default_factory=list)
    emptied: int = 0

    def deliver(self, reading: Reading) -> None:
        self.told.append(reading)

    def order(self) -> None:
        return None

    def counter_emptied(self) -> None:
        self.emptied += 1

    def report(self, faults: Mapping[str, str]) -> None:
        assert not faults

    def read(self, _frame: np.ndarray, *, patiently: bool = False) -> tuple[Symbol, ...]:
        assert not patiently
        return ()

    def close(self) -> None:
        pass


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def capture(rig: Rig, desk: Desk) -> Capture:
    return Capture(Devices(None, desk, ThumbnailGate(), rig.reader), desk, rig.clock)


def test_an_empty_poll_takes_at_most_40_transfers_and_20_ms(rig: Rig) -> None:
    """The one that starts the chip afresh, too."""
    spent = [rig.spent() for _ in range(20)]

    assert max(transfers for transfers, _ in spent) <= 40
    assert max(seconds for _, seconds in spent) <= 0.020


def test_a_poll_of_a_tag_that_stays_takes_at_most_40_transfers_and_20_ms_but_for_one_in_fifteen(rig: Rig) -> None:
    rig.field.lay(sticker())
    rig.reader.poll()

    spent = [rig.spent() for _ in range(60)]

    assert sum(transfers > 40 or seconds > 0.020 for transfers, seconds in spent) <= 60 / ASK_AGAIN


def test_a_tag_is_a_reading_within_150_ms(rig: Rig, desk: Desk, capture: Capture) -> None:
    capture.step()
    rig.field.lay(sticker())
    laid_s = rig.clock.now_s

    while not desk.told:
        capture.step()

    assert rig.clock.now_s - laid_s <= 0.150
    assert desk.told[0].text == LINK


def test_a_tag_that_stays_is_one_reading_and_its_leaving_is_told_once(rig: Rig, desk: Desk, capture: Capture) -> None:
    rig.field.lay(sticker())
    while rig.clock.now_s < 60:
        capture.step()
    rig.field.lay()
    while rig.clock.now_s < 63:
        capture.step()

    assert len(desk.told) == 1
    assert desk.emptied == 1


def test_a_second_tag_laid_beside_the_first_is_a_reading_soon(rig: Rig, desk: Desk, capture: Capture) -> None:
    first, second = sticker(STICKER), sticker(OTHER)
    rig.field.lay(first)
    while rig.clock.now_s < 1:
        capture.step()
    rig.field.lay(first, second)
    while rig.clock.now_s < 2:
        capture.step()

    assert [each.data for each in desk.told] == [STICKER, OTHER]


def test_a_tag_put_in_the_place_of_another_is_a_reading_at_once(rig: Rig, desk: Desk, capture: Capture) -> None:
    rig.field.lay(sticker(STICKER))
    for _ in range(5):
        capture.step()
    rig.field.lay(sticker(OTHER))
    capture.step()

    assert [each.data for each in desk.told] == [STICKER, OTHER]
