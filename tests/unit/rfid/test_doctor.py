"""``kiosk doctor rfid`` tells each fault apart, and says what to check."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rfid_rig import LINK, STICKER, Rig, needs_package, sticker

from kiosk.adapters.simulated.counter_top import CounterTop
from kiosk.adapters.simulated.rc522.chip import Fault, Rc522
from kiosk.adapters.simulated.rc522.registers import Register
from kiosk.adapters.tag_mfrc522 import Mfrc522TagReader
from kiosk.adapters.tag_mfrc522_doctor import Finding, examine, write_tag
from kiosk.bootstrap.rfid import FAULTS, real_reader, simulated_reader
from kiosk.cli import main
from kiosk.domain.reading import Tag
from kiosk.errors import TagReaderBroken


def doctor(*words: str) -> Result:
    return CliRunner().invoke(main, ["doctor", "rfid", *words])


def found(rig: Rig) -> list[Finding]:
    return list(examine(rig.clock, rig.pi.mfrc522))


def test_a_reader_that_is_well_shows_every_step_and_the_tag() -> None:
    said = doctor("--simulate", "none")

    assert said.exit_code == 0
    assert [line.split()[:2] for line in said.output.splitlines()] == [
        ["well", step] for step in ("wires", "chip", "commands", "supply", "tag")
    ]
    assert LINK in said.output


WORDS = {
    "unplugged": "plugged in",
    "miso_high": "MISO is stuck",
    "antenna_off": "antenna does not switch on",
    "resets_itself": "lost its settings",
    "bit_errors": "bits arrive wrong",
    "hung": "pulse of its reset pin",
    "spi_off": "dtparam=spi=on",
    "not_in_group": "groups spi and gpio",
    "pi_5": "rpi-lgpio",
}


@pytest.mark.parametrize("fault", [each for each in FAULTS if each != "none"])
def test_each_fault_is_told_apart_from_all_others(fault: str) -> None:
    said = doctor("--simulate", fault)

    assert said.exit_code == 1
    assert [each for each, words in WORDS.items() if words in said.output] == [fault]


def test_a_machine_that_is_no_pi_is_told() -> None:
    said = doctor()

    assert said.exit_code == 1
    assert "WRONG" in said.output


def test_a_sticker_is_written_and_named() -> None:
    said = doctor("--simulate", "none", "--write", "kar 5")

    assert said.exit_code == 0
    assert STICKER.hex().upper() in said.output.splitlines()[-1]


def test_nothing_is_written_where_nothing_lies(rig: Rig) -> None:
    with pytest.raises(TagReaderBroken, match="no tag"):
        write_tag(rig.clock, rig.pi.mfrc522, "kar 5")


def test_without_a_tag_the_antenna_stays_open(rig: Rig) -> None:
    """An antenna that is torn off cannot be told from an empty reader; the tag decides."""
    last = found(rig)[-1]

    assert last.is_well
    assert "antenna" in last.said


def test_a_tag_without_text_is_shown_by_its_kind_and_never_by_its_uid(rig: Rig) -> None:
    """It may be somebody's badge."""
    rig.field.lay(sticker(text=""))

    last = found(rig)[-1]

    assert "7 bytes" in last.said
    assert STICKER.hex().upper() not in last.said


def test_a_chip_that_breaks_while_it_is_examined_is_told(rig: Rig) -> None:
    steps = examine(rig.clock, rig.pi.mfrc522)
    seen = [next(steps) for _ in range(4)]
    rig.chip.fault = Fault.MISO_HIGH

    assert all(each.is_well for each in seen)
    assert not next(steps).is_well


def test_a_bus_that_vanishes_while_it_is_examined_is_told(rig: Rig) -> None:
    steps = examine(rig.clock, rig.pi.mfrc522)
    next(steps)
    rig.pi.driver_is_gone = True

    assert "bus is gone" in next(steps).said


class _Unknown(Rc522):
    """Says it is something no driver has heard of."""

    def _read(self, register: int) -> int:
        return 0x3C if register == Register.VERSION else super()._read(register)


def test_a_version_nobody_knows_is_a_loose_wire(rig: Rig) -> None:
    """A genuine chip and its clones answer one of four."""
    rig.pi.chip = _Unknown(rig.clock, rig.field)

    with pytest.raises(TagReaderBroken, match="0x3C"):
        rig.reader.poll()


@needs_package
def test_the_demos_reader_is_the_real_adapter_on_the_simulated_chip(tmp_path: Path) -> None:
    reader = simulated_reader(tmp_path / "top.json")
    CounterTop(tmp_path / "top.json").put(tag=Tag("04A1B201020304", "kar 5"))

    assert isinstance(reader, Mfrc522TagReader)
    assert reader.poll() == Tag("04A1B201020304", "kar 5")


def test_the_real_reader_opens_nothing_before_it_is_asked() -> None:
    """A kiosk whose reader is broken starts all the same."""
    reader = real_reader()

    with pytest.raises(TagReaderBroken):
        reader.poll()
    reader.close()
