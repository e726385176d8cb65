"""Broken is not the same as nothing there, and every fault says what to check."""

import logging

import pytest
from rfid_rig import STICKER, Rig, sticker

from kiosk.adapters.simulated.rc522.chip import Fault
from kiosk.adapters.simulated.rc522.pi import BCM, BOARD, Board
from kiosk.adapters.tag_mfrc522 import Mfrc522TagReader
from kiosk.adapters.tag_mfrc522_chip import AFRESH_S, import_mfrc522
from kiosk.errors import TagReaderBroken


def broken(rig: Rig) -> str:
    with pytest.raises(TagReaderBroken) as told:
        rig.reader.poll()
    return str(told.value)


@pytest.mark.parametrize(
    ("fault", "said"),
    [(Fault.UNPLUGGED, "plugged in"), (Fault.MISO_HIGH, "MISO is stuck high"), (Fault.ANTENNA_OFF, "antenna"), (Fault.HUNG, "RST wire")],
)
def test_each_fault_of_the_chip_is_told_and_forgotten_once_it_is_mended(rig: Rig, fault: Fault, said: str) -> None:
    rig.field.lay(sticker())
    rig.reader.poll()
    rig.chip.fault = fault

    told = broken(rig)
    rig.chip.fault = Fault.NONE

    assert said in told
    assert rig.reader.poll()
    assert rig.reader.health.faults == 1


def test_a_chip_that_hangs_is_brought_back_by_its_reset_pin(rig: Rig) -> None:
    """The package never pulses it: readers stay dead until somebody restarts the program."""
    rig.field.lay(sticker())
    rig.chip.fault = Fault.HUNG

    found = rig.reader.poll()

    assert found


def test_a_chip_that_loses_its_settings_gets_them_back_and_is_counted(rig: Rig) -> None:
    rig.field.lay(sticker())
    rig.chip.fault = Fault.RESETS_ITSELF

    found = [rig.reader.poll() for _ in range(40)]

    assert all(found)
    assert rig.reader.health.resets_seen >= 5


def test_long_wires_never_invent_a_tag(rig: Rig) -> None:
    """Wrong bits may cost a poll; they do not make another UID."""
    rig.field.lay(sticker())
    rig.chip.fault = Fault.BIT_ERRORS
    found = set()

    for _ in range(300):
        try:
            found.add(rig.reader.poll())
        except TagReaderBroken:
            continue

    assert {each.uid for each in found if each} == {STICKER.hex().upper()}


def test_answers_that_are_never_clear_are_a_fault(rig: Rig) -> None:
    """Something is there and cannot be understood: that is not nothing."""

    class Noise(type(sticker())):  # type: ignore[misc]  # a sticker whose selection goes wrong
        def _chosen(self, _bits: tuple[int, ...], _data: bytes) -> tuple[int, ...]:
            return (1, 0, 1)

    rig.field.lay(Noise(STICKER))

    assert [rig.reader.poll() for _ in range(4)] == [None] * 4
    assert "damaged" in broken(rig)


@pytest.mark.parametrize(
    ("board", "said"),
    [(Board.SPI_OFF, "dtparam=spi=on"), (Board.NOT_IN_GROUP, "groups spi and gpio"), (Board.PI_5, "rpi-lgpio")],
)
def test_a_pi_that_is_not_set_up_says_what_to_do(rig: Rig, board: Board, said: str) -> None:
    rig.pi.board = board

    told = broken(rig)
    rig.pi.board = Board.READY

    assert said in told
    assert rig.reader.poll() is None


@pytest.mark.parametrize(
    ("error", "said"),
    [(ModuleNotFoundError("No module named 'RPi'"), "docs/hardware/rfid.md"), (ValueError("mode"), "no other program")],
)
def test_what_cannot_be_imported_or_opened_says_what_to_do(rig: Rig, error: Exception, said: str) -> None:
    def load() -> None:
        raise error

    rig.reader = Mfrc522TagReader(rig.clock, load)

    assert said in broken(rig)


def test_a_bus_that_vanishes_is_opened_again(rig: Rig) -> None:
    rig.reader.poll()
    rig.pi.driver_is_gone = True

    told = broken(rig)
    rig.pi.driver_is_gone = False

    assert "bus is gone" in told
    assert rig.reader.poll() is None
    assert rig.pi.spi_open == 1


def test_a_bus_that_vanishes_while_writing_is_told(rig: Rig) -> None:
    rig.reader.poll()
    rig.pi.driver_is_gone = True

    with pytest.raises(TagReaderBroken, match="bus is gone"):
        rig.reader.write("04A1B201020304", "x")


def test_the_chip_is_started_afresh_every_ten_minutes(rig: Rig) -> None:
    rig.reader.poll()
    rig.clock.wait(AFRESH_S)

    rig.reader.poll()

    assert rig.reader.health.starts == 2
    assert rig.reader.health.resets_seen == 0


def test_closing_lets_go_of_our_pin_only_and_twice_does_no_harm(rig: Rig) -> None:
    """``GPIO.cleanup()`` would take the pins of other programs' parts in this process."""
    rig.reader.poll()

    rig.reader.close()
    rig.reader.close()

    assert rig.pi.gpio.cleaned == [22]
    assert rig.pi.spi_open == 0


@pytest.mark.parametrize(("mode", "pin"), [(None, 22), (BOARD, 22), (BCM, 25)])
def test_the_reset_pin_is_the_same_pin_in_either_numbering(rig: Rig, mode: int | None, pin: int) -> None:
    """BCM 15 is the serial port."""
    rig.pi.gpio.mode = mode

    rig.reader.poll()

    assert rig.pi.gpio.outputs == {pin}


def test_the_packages_log_handlers_do_not_pile_up(rig: Rig) -> None:
    before = len(logging.getLogger("mfrc522Logger").handlers)

    for _ in range(3):
        Mfrc522TagReader(rig.clock, rig.pi.mfrc522).poll()

    assert len(logging.getLogger("mfrc522Logger").handlers) == before


def test_off_the_pi_the_package_cannot_be_imported() -> None:
    """It asks for RPi.GPIO as soon as it is imported."""
    with pytest.raises((ImportError, RuntimeError)):
        import_mfrc522()
