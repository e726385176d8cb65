"""Registers, commands and flags of the MFRC522, by the names of its data sheet in plain words."""

TRANSCEIVE, AUTHENTICATE, CALCULATE_CRC, SOFT_RESET = 0x0C, 0x0E, 0x03, 0x0F
FIFO_BYTES = 64
ANTENNA = 0x03
"""Of ``TX_CONTROL``: both ends of the antenna are driven."""
CRYPTO_ON = 0x08
"""Of ``STATUS_2``: a card's sector is open."""
VERSION_2 = 0x92


class Register:
    """The registers the simulated chip knows; plain numbers, as members of an enumeration are slow to look up."""

    COMMAND = 0x01
    COM_IRQ = 0x04
    DIV_IRQ = 0x05
    ERROR = 0x06
    STATUS_2 = 0x08
    FIFO_DATA = 0x09
    FIFO_LEVEL = 0x0A
    CONTROL = 0x0C
    BIT_FRAMING = 0x0D
    COLLISION = 0x0E
    MODE = 0x11
    TX_CONTROL = 0x14
    CRC_HIGH = 0x21
    CRC_LOW = 0x22
    TIMER_MODE = 0x2A
    TIMER_PRESCALER = 0x2B
    TIMER_RELOAD_HIGH = 0x2C
    TIMER_RELOAD_LOW = 0x2D
    VERSION = 0x37


class Irq:
    """What has happened."""

    TIMER = 0x01
    IDLE = 0x10
    RECEIVED = 0x20
    CRC = 0x04
    """Of the other interrupt register."""


class Error:
    """What went wrong with the last frame."""

    COLLISION = 0x08
    BUFFER_OVERFLOW = 0x10


def _defaults() -> bytes:
    values = bytearray(0x40)
    values[Register.COMMAND] = 0x20
    values[Register.COM_IRQ] = 0x14
    values[Register.CONTROL] = 0x10
    values[Register.COLLISION] = 0xA0
    values[Register.MODE] = 0x3F
    values[Register.TX_CONTROL] = 0x80
    values[Register.VERSION] = VERSION_2
    return bytes(values)


DEFAULTS = _defaults()
"""What the registers hold after a reset."""
