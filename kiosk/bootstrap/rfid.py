"""The tag reader put together from its parts: the real one on a Pi, or the real adapter on the simulated chip."""

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import structlog

from kiosk.adapters.clock import SystemClock
from kiosk.ports import Clock, TagReader

if TYPE_CHECKING:
    from kiosk.adapters.tag_mfrc522_doctor import Finding

FAULTS = ("none", "unplugged", "miso_high", "antenna_off", "resets_itself", "bit_errors", "hung", "spi_off", "not_in_group", "pi_5")
"""What can be simulated: faults of the chip, then of the Pi."""
log = structlog.get_logger()


def real_reader() -> TagReader:
    """Return the reader at the Pi's SPI bus."""
    from kiosk.adapters.tag_mfrc522 import Mfrc522TagReader

    return Mfrc522TagReader(SystemClock())


def simulated_reader(counter_top: Path) -> TagReader:
    """Return the real adapter on the simulated chip; without the mfrc522 package a plain fake, and say so."""
    from kiosk.adapters.simulated.counter_top import CounterTop

    top = CounterTop(counter_top)
    if importlib.util.find_spec("mfrc522") is None:
        from kiosk.adapters.simulated.tags import SimulatedTagReader

        log.warning("tags.plain_fake", why="the mfrc522 package is not installed", instead_of="the simulated chip")
        return SimulatedTagReader(top)
    from kiosk.adapters.simulated.rc522.chip import Rc522
    from kiosk.adapters.simulated.rc522.clock import VirtualClock
    from kiosk.adapters.simulated.rc522.counter import CounterTags
    from kiosk.adapters.simulated.rc522.field import Field
    from kiosk.adapters.simulated.rc522.pi import SimulatedPi
    from kiosk.adapters.tag_mfrc522 import Mfrc522TagReader

    clock = VirtualClock()
    return Mfrc522TagReader(clock, SimulatedPi(Rc522(clock, Field(CounterTags(top)))).mfrc522)


def findings(simulated: str | None) -> "Iterator[Finding]":
    """Examine the reader, or a simulated one with that fault; yield step after step."""
    from kiosk.adapters.tag_mfrc522_doctor import examine

    yield from examine(*_clock_and_package(simulated))


def write_tag(text: str, simulated: str | None) -> str:
    """Write a text or link on the sticker that lies on the reader; return its UID.

    :raises DeviceBroken: nothing lies there, or it does not hold the text now.
    """
    from kiosk.adapters.tag_mfrc522_doctor import write_tag as write

    return write(*_clock_and_package(simulated), text)


def _clock_and_package(simulated: str | None) -> tuple[Clock, Callable[[], ModuleType]]:
    from kiosk.adapters.tag_mfrc522_chip import import_mfrc522

    return (SystemClock(), import_mfrc522) if simulated is None else _simulated(simulated)


def _simulated(fault: str) -> tuple[Clock, Callable[[], ModuleType]]:
    from kiosk.adapters.simulated.rc522.chip import Fault, Rc522
    from kiosk.adapters.simulated.rc522.clock import VirtualClock
    from kiosk.adapters.simulated.rc522.counter import tag_of
    from kiosk.adapters.simulated.rc522.field import Field
    from kiosk.adapters.simulated.rc522.pi import Board, SimulatedPi
    from kiosk.domain.reading import Tag

    clock = VirtualClock()
    lying = tag_of(Tag("04A1B201020304", "https://id.gs1.org/01/04242005045112/21/12345"))
    chip = Rc522(clock, Field((lying,)), Fault(fault) if fault in set(Fault) else Fault.NONE)
    return clock, SimulatedPi(chip, Board(fault) if fault in set(Board) else Board.READY).mfrc522
