"""The RC522 as a device that either works or says what to check.

Built on the mfrc522 package's register access and initialisation. Its wait loop, which
never ends on the chip's timer, is replaced, and so is what it does to the pins: the reset
pin is pulsed, only our pin is cleaned up, and BCM numbering by another program is respected.
"""

import importlib
import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import structlog

from kiosk.adapters.tag_mfrc522_faults import VERSIONS, diagnosis_of, not_opened
from kiosk.errors import TagReaderBroken
from kiosk.ports import Clock

COMMAND, COM_IRQ, ERROR, STATUS_2, FIFO, FIFO_LEVEL, CONTROL, FRAMING = 0x01, 0x04, 0x06, 0x08, 0x09, 0x0A, 0x0C, 0x0D
COLLISION, TX_CONTROL, TIMER_MODE, VERSION = 0x0E, 0x14, 0x2A, 0x37
IDLE, TRANSCEIVE, AUTHENTICATE = 0x00, 0x0C, 0x0E
TIMED_OUT, ENDED, RECEIVED = 0x01, 0x10, 0x20
FIFO_BYTES = 64
COLLIDED, UNUSABLE = 0x08, 0x13
"""Of ``ERROR``: two tags answered; overflow, parity or protocol error."""
READS = 0x80
"""Of an address on the bus."""
TIMER_MODE_SET, ANTENNA_ON, CRYPTO_ON = 0x8D, 0x03, 0x08
BCM_NUMBERING = 11
RESET_PIN_BOARD, RESET_PIN_BCM = 22, 25
RESET_S, START_S = 0.001, 0.002
SHORTEST_WAIT_S, LONGEST_WAIT_S, LONGER = 0.0002, 0.0056, 4
"""How long to sleep before looking again, each time four times as long: silence takes six looks, as waking up costs most."""
AUTHENTICATION_S = 0.002
BYTE_S, ANSWER_AFTER_S = 9 * 9.44e-6, 0.0002
"""A byte and its parity on the air at 106 kbit/s; a tag answers after 0.09 ms."""
GIVE_UP_S = 0.04
"""The chip's own timer ends every command after 15.5 ms."""
SILENCE_S = 0.0015
"""A tag has a millisecond to object to being halted, after half a millisecond on the air."""
TRIES = 3
AFRESH_S = 600.0
"""Readers are reported dead after hours; a start every 10 minutes costs 5 ms."""
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from a tag."""

    data: bytes
    bits: int
    collision: int | None = None
    """The first bit of the cascade level in which two tags differ, 1 to 32; 0 where the chip cannot tell."""


@dataclass(slots=True)
class Health:
    """How the reader has been since it was made."""

    starts: int = 0
    resets_seen: int = 0
    """The chip had lost its settings: its supply is weak."""
    garbled: int = 0
    """Frames with a wrong checksum or parity."""
    faults: int = 0


def import_mfrc522() -> ModuleType:
    """Import the package here only: off the Pi it raises at import."""
    return importlib.import_module("mfrc522")


class Rc522Chip:
    """Opens, checks and speaks to one chip."""

    def __init__(self, clock: Clock, load: Callable[[], ModuleType] = import_mfrc522) -> None:
        self.health = Health()
        self._clock = clock
        self._load = load
        self._gpio: Any = None
        self._pin = RESET_PIN_BOARD
        self._chip: Any = None
        self._started_s: float | None = None

    # -- being well --------------------------------------------------------------------

    def be_ready(self) -> None:
        """Open and start the chip where needed, and make sure it still is as it was started.

        :raises TagReaderBroken: with what to check.
        """
        now_s = self._clock.now().boot_s
        if self._chip is None:
            self.open()
        if self._started_s is None or now_s - self._started_s >= AFRESH_S:
            self.start()
        for attempt in range(TRIES):
            if self.is_as_started():
                return
            if attempt == 0:
                self.health.resets_seen += 1
            self.start()
        raise self.diagnosis()

    def start(self) -> None:
        """Pulse the reset pin and initialise the chip, antenna on."""
        self._gpio.output(self._pin, 0)
        self._clock.wait(RESET_S)
        self._gpio.output(self._pin, 1)
        self._clock.wait(START_S)
        self._chip.MFRC522_Init()
        self._started_s = self._clock.now().boot_s
        self.health.starts += 1

    def fault_seen(self) -> None:
        """Start afresh before the next command."""
        self.health.faults += 1
        self._started_s = None

    def close(self) -> None:
        """Let go of the bus and of our pin, and of nothing else; twice does no harm."""
        chip, self._chip = self._chip, None
        if chip is not None:
            with suppress(OSError):  # a bus that is gone cannot be switched off, and closes all the same
                chip.Write_MFRC522(TX_CONTROL, 0)
            chip.spi.close()
            self._gpio.cleanup(self._pin)

    def version(self) -> int:
        """Return what the chip says it is."""
        return self.read(VERSION)

    def is_as_started(self) -> bool:
        """Tell whether it says who it is, kept its settings and has its antenna on."""
        version, timer_mode, antenna = self._read_all(VERSION, TIMER_MODE, TX_CONTROL)
        return version in VERSIONS and timer_mode == TIMER_MODE_SET and antenna & ANTENNA_ON == ANTENNA_ON

    def diagnosis(self) -> TagReaderBroken:
        """Return what is wrong with a chip that is not as it was started."""
        return diagnosis_of(self.version(), has_antenna=self.read(TX_CONTROL) & ANTENNA_ON == ANTENNA_ON)

    # -- opening -----------------------------------------------------------------------

    def open(self) -> None:
        """Open bus and pins.

        :raises TagReaderBroken: with what to check.
        """
        handlers = logging.getLogger("mfrc522Logger").handlers
        known = list(handlers)
        try:
            package = self._load()
            self._gpio = package.MFRC522.__init__.__globals__["GPIO"]
            self._pin = RESET_PIN_BCM if self._gpio.getmode() == BCM_NUMBERING else RESET_PIN_BOARD
            self._chip = package.MFRC522(pin_rst=self._pin)
        except (ImportError, RuntimeError, OSError, ValueError) as error:
            raise not_opened(error) from error
        finally:
            handlers[:] = known  # each instance of the package adds one more

    # -- speaking ----------------------------------------------------------------------

    def read(self, register: int) -> int:
        """Read a register."""
        return int(self._chip.Read_MFRC522(register))

    def _read_all(self, *registers: int) -> list[int]:
        """Read several registers in one transfer, which the package does not offer (data sheet 8.1.2.1)."""
        return list(self._chip.spi.xfer2([*(each << 1 | READS for each in registers), 0])[1:])

    def write(self, register: int, value: int) -> None:
        """Write a register."""
        self._chip.Write_MFRC522(register, value)

    def transceive(self, data: Sequence[int], *, bits: int = 0, align: int = 0, expected_bytes: int = 2) -> Answer | None:
        """Send a frame; return the answer, or None where nobody answers.

        :param expected_bytes: how long the answer will be: so long is slept before asking for it first.
        :param bits: how many bits of the last byte to send, 0 for all.
        :param align: the bit of the first byte in which the answer begins.
        """
        framing = align << 4 | bits
        self._begin(TRANSCEIVE, data)
        self.write(FRAMING, 0x80 | framing)
        happened = self._wait_for(RECEIVED | ENDED, ANSWER_AFTER_S + (len(data) + expected_bytes) * BYTE_S)
        if not happened & RECEIVED:
            return None
        error, count, control = self._read_all(ERROR, FIFO_LEVEL, CONTROL)
        if error & UNUSABLE:
            self.health.garbled += 1
            return None
        return self._received(min(count, FIFO_BYTES), control & 0x07, collided=bool(error & COLLIDED))

    def tell(self, data: Iterable[int]) -> None:
        """Send a frame that is answered by silence."""
        self._begin(TRANSCEIVE, data)
        self.write(FRAMING, 0x80)
        self._clock.wait(SILENCE_S)

    def authenticate(self, order: Iterable[int]) -> bool:
        """Open a sector of the chosen card; tell whether its key fitted."""
        self._begin(AUTHENTICATE, order)
        happened = self._wait_for(ENDED, AUTHENTICATION_S)
        return bool(happened & ENDED) and bool(self.read(STATUS_2) & CRYPTO_ON)

    def end_authentication(self) -> None:
        """Speak in the clear again."""
        self.write(STATUS_2, 0x00)

    def _begin(self, command: int, data: Iterable[int]) -> None:
        self.write(COMMAND, IDLE)
        self.write(COM_IRQ, 0x7F)
        self.write(FIFO_LEVEL, 0x80)
        self._chip.spi.xfer2([FIFO << 1, *data])
        self.write(COMMAND, command)

    def _wait_for(self, wanted: int, first_s: float) -> int:
        """Sleep until something has happened: an answer when it is expected, silence when the timer ends after 15.5 ms."""
        waited_s, pause_s, next_s = 0.0, first_s, SHORTEST_WAIT_S
        while waited_s < GIVE_UP_S:
            self._clock.wait(pause_s)
            waited_s += pause_s
            pause_s, next_s = next_s, min(LONGER * next_s, LONGEST_WAIT_S)
            happened = self.read(COM_IRQ)
            if happened & (wanted | TIMED_OUT):
                return happened
        raise TagReaderBroken("it does not finish what it was told", "it is reset now; if this repeats, check the RST wire and the supply")

    def _received(self, count: int, last: int, *, collided: bool) -> Answer:
        data = bytes(self._read_all(*(FIFO,) * count))
        place = self.read(COLLISION) if collided else 0
        collision = (0 if place & 0x20 else place & 0x1F or 32) if collided else None
        return Answer(data, (count - 1) * 8 + last if last and count else count * 8, collision)
