"""The silicon: registers behind an SPI bus, a FIFO, a timer, a receiver.

Only what the data sheet of the MFRC522 says and a driver can see. Every byte of a transfer takes
8 microseconds, as at 1 MHz; answers and the timer come when their time comes.
"""

from collections.abc import Sequence
from enum import StrEnum
from random import Random

from kiosk.adapters.simulated.rc522.bits import Bits, bits_of, bytes_of, crc_a
from kiosk.adapters.simulated.rc522.clock import VirtualClock
from kiosk.adapters.simulated.rc522.field import Field, Heard
from kiosk.adapters.simulated.rc522.registers import (
    ANTENNA,
    AUTHENTICATE,
    CALCULATE_CRC,
    CRYPTO_ON,
    DEFAULTS,
    FIFO_BYTES,
    SOFT_RESET,
    TRANSCEIVE,
    Error,
    Irq,
    Register,
)

SPI_BYTE_S = 8e-6
"""At 1 MHz."""
READS = 0x80
"""Of an address: to be read."""
BIT_S = 9.44e-6
"""128 periods of 13.56 MHz."""
ANSWER_AFTER_S = 91e-6
AUTHENTICATION_S = 1.5e-3
OSCILLATOR_HZ = 13.56e6
RESETS_EVERY = 250
"""Transfers between two brown-outs of a chip with a weak supply."""
SELECTION_BITS, UID_BITS = 16, 32
"""Bits of an anticollision frame before the known part of the UID, and of the UID at one cascade level."""
NO_PLACE = 0x20
WRONG_BIT_EVERY = 60
"""Register reads between two wrong bits on long wires."""


class Fault(StrEnum):
    """What can be wrong with a chip."""

    NONE = "none"
    UNPLUGGED = "unplugged"
    MISO_HIGH = "miso_high"
    ANTENNA_OFF = "antenna_off"
    RESETS_ITSELF = "resets_itself"
    BIT_ERRORS = "bit_errors"
    HUNG = "hung"
    """It finishes nothing until its reset pin is pulsed."""


WELL = Fault.NONE
"""Looked up once: it is asked for at every transfer."""


class Rc522:
    """One chip; ``fault`` can be changed at any time."""

    def __init__(self, clock: VirtualClock, field: Field, fault: Fault = Fault.NONE) -> None:
        self.field = field
        self.fault = fault
        self.transfers = 0
        self.pulses = 0
        """How often its reset pin was pulsed."""
        self._clock = clock
        self._chance = Random(522)  # noqa: S311 - the same wrong bits in every test
        self._is_held = False
        self._sent_bits = 0
        self._reset()

    # -- pins --------------------------------------------------------------------------

    def transfer(self, sent: Sequence[int]) -> list[int]:
        """Take the bytes of one SPI transfer; return as many.

        :param sent: an address and what is written there, or addresses to read and a 0 behind them (data sheet 8.1.2).
        """
        self.transfers += 1
        self._clock.wait(len(sent) * SPI_BYTE_S)
        if self._is_held:
            return [0] * len(sent)
        return self._answered(sent) if self.fault is WELL else self._troubled(sent)

    def _answered(self, sent: Sequence[int]) -> list[int]:
        self._catch_up()
        if sent[0] & READS:
            return [0, *(self._read(each >> 1 & 0x3F) for each in sent[:-1])]
        if sent[0] >> 1 == Register.FIFO_DATA:
            self._fill(sent[1:])
        else:
            for value in sent[1:]:
                self._write(sent[0] >> 1, value)
        return [0] * len(sent)

    def _troubled(self, sent: Sequence[int]) -> list[int]:
        """Take a transfer as a chip with a fault does."""
        if self.fault is Fault.UNPLUGGED:
            return [0] * len(sent)
        if self.fault is Fault.RESETS_ITSELF and self.transfers % RESETS_EVERY == 0:
            self._reset()
        answer = self._answered(sent)
        return [0, *map(self._disturbed, answer[1:])] if sent[0] & READS else answer

    def reset_pin(self, *, high: bool) -> None:
        """Hold the chip in reset while low; it starts afresh when high again."""
        if high and self._is_held:
            self._reset()
            self.pulses += 1
            self.fault = Fault.NONE if self.fault is Fault.HUNG else self.fault
        self._is_held = not high

    # -- registers ---------------------------------------------------------------------

    def _reset(self) -> None:
        self._registers = bytearray(DEFAULTS)
        self._fifo = bytearray()
        self._due: list[tuple[float, Heard | None]] = []
        self.field.power(on=False)

    def _disturbed(self, value: int) -> int:
        if self.fault is Fault.MISO_HIGH:
            return 0xFF
        if self.fault is Fault.BIT_ERRORS and self._chance.randrange(WRONG_BIT_EVERY) == 0:
            return value ^ 1 << self._chance.randrange(8)
        return value

    def _read(self, register: int) -> int:
        if register == Register.FIFO_DATA:
            return self._fifo.pop(0) if self._fifo else 0
        if register == Register.FIFO_LEVEL:
            return len(self._fifo)
        if register == Register.TX_CONTROL and self.fault is Fault.ANTENNA_OFF:
            return self._registers[register] & ~ANTENNA
        return self._registers[register]

    def _write(self, register: int, value: int) -> None:
        match register:
            case Register.COMMAND:
                self._begin(value & 0x0F)
            case Register.COM_IRQ | Register.DIV_IRQ:
                sets = value & 0x80
                marked = value & 0x7F
                self._registers[register] = self._registers[register] | marked if sets else self._registers[register] & ~marked
            case Register.FIFO_LEVEL if value & 0x80:
                self._fifo.clear()
                self._registers[Register.ERROR] &= ~Error.BUFFER_OVERFLOW
            case Register.BIT_FRAMING:
                self._registers[register] = value & 0x7F
                if value & 0x80 and self._registers[Register.COMMAND] == TRANSCEIVE:
                    self._send()
            case Register.TX_CONTROL:
                self._registers[register] = value
                self.field.power(on=self._has_field)
            case _:
                self._registers[register] = value

    def _fill(self, values: Sequence[int]) -> None:
        room = FIFO_BYTES - len(self._fifo)
        self._fifo += bytes(values[:room])
        if len(values) > room:
            self._registers[Register.ERROR] |= Error.BUFFER_OVERFLOW

    @property
    def _has_field(self) -> bool:
        return self._registers[Register.TX_CONTROL] & ANTENNA == ANTENNA and self.fault is not Fault.ANTENNA_OFF

    # -- commands ----------------------------------------------------------------------

    def _begin(self, command: int) -> None:
        self._registers[Register.COMMAND] = command
        self._due.clear()
        if command == SOFT_RESET:
            self._reset()
        elif self.fault is Fault.HUNG:
            return
        elif command == CALCULATE_CRC:
            checksum = crc_a(bytes(self._taken()))
            self._registers[Register.CRC_LOW], self._registers[Register.CRC_HIGH] = checksum
            self._registers[Register.DIV_IRQ] |= Irq.CRC
        elif command == AUTHENTICATE:
            self._authenticate(bytes(self._taken()))

    def _taken(self) -> bytearray:
        taken, self._fifo = self._fifo, bytearray()
        return taken

    def _authenticate(self, order: bytes) -> None:
        done = self._has_field and self.field.authenticate(order[1], order[2:8], second_key=order[0] & 1 == 1)
        if done:
            self._due.append((self._clock.now_s + AUTHENTICATION_S, Heard((), 0.0)))
        else:
            self._due.append((self._clock.now_s + self._timer_s, None))

    def _send(self) -> None:
        framing = self._registers[Register.BIT_FRAMING]
        bits = bits_of(self._taken(), framing & 0x07)
        if self.fault is Fault.HUNG or not bits:
            return
        self._registers[Register.ERROR] = 0
        self._sent_bits = max(0, len(bits) - SELECTION_BITS)
        sent_s = self._clock.now_s + len(bits) * BIT_S
        heard = self.field.exchange(bits) if self._has_field else None
        answers_s = sent_s + ANSWER_AFTER_S + (heard.late_s if heard else 0.0)
        if heard is None or answers_s > sent_s + self._timer_s:
            self._due.append((sent_s + self._timer_s, None))
        else:
            self._due.append((answers_s + len(heard.bits) * BIT_S, heard))

    @property
    def _timer_s(self) -> float:
        prescaler = (self._registers[Register.TIMER_MODE] & 0x0F) << 8 | self._registers[Register.TIMER_PRESCALER]
        reload_value = self._registers[Register.TIMER_RELOAD_HIGH] << 8 | self._registers[Register.TIMER_RELOAD_LOW]
        return (reload_value + 1) * (2 * prescaler + 1) / OSCILLATOR_HZ

    def _catch_up(self) -> None:
        """Let happen what was due by now."""
        while self._due and self._due[0][0] <= self._clock.now_s:
            self._happen(self._due.pop(0)[1])

    def _happen(self, heard: Heard | None) -> None:
        if heard is None:
            self._registers[Register.COM_IRQ] |= Irq.TIMER
        elif self._registers[Register.COMMAND] == AUTHENTICATE:
            self._registers[Register.STATUS_2] |= CRYPTO_ON
            self._registers[Register.COMMAND] = 0
            self._registers[Register.COM_IRQ] |= Irq.IDLE
        else:
            self._receive(heard)

    def _receive(self, heard: Heard) -> None:
        align = self._registers[Register.BIT_FRAMING] >> 4 & 0x07
        bits: Bits = (0,) * align + heard.bits
        self._fifo = bytearray(bytes_of(bits))
        self._registers[Register.CONTROL] = len(bits) % 8
        self._registers[Register.COM_IRQ] |= Irq.RECEIVED
        if heard.collision is not None:
            self._registers[Register.ERROR] |= Error.COLLISION
            # Counted from 1 within the cascade level; the 32nd is written as 0, later ones as no place.
            place = heard.collision + self._sent_bits + 1
            self._registers[Register.COLLISION] = place % 32 if place <= UID_BITS else NO_PLACE
